import os from 'node:os';
import path from 'node:path';
import {
  FileDigestCache,
  type DigestCache,
} from '@waybill/backstage-plugin-waybill-node';
import type { Terminal } from '../terminal/Terminal';

/** What was hashed before, in the user's own cache folder (XDG base directories 0.8); none with `--no-cache`. */
export async function openDigestCache(
  { cache }: { readonly cache: boolean },
  { env }: Terminal,
): Promise<DigestCache | undefined> {
  if (!cache) return undefined;
  const root = env.XDG_CACHE_HOME?.startsWith('/')
    ? env.XDG_CACHE_HOME
    : path.join(env.HOME || os.homedir(), '.cache');
  return FileDigestCache.open(path.join(root, 'waybill', 'digests.json'));
}

import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { getTrustedRoot } from '@sigstore/tuf';
import { parseStrictJson } from '../../sigstore/strictJson';
import type { TrustRootOrigin } from './RefreshedTrustRoot';

const MAX_FILE_BYTES = 4 * 1024 * 1024;
/** A file that is replaced is noticed within this time. */
const FILE_MAX_AGE_MS = 60_000;
/** The public-good root changes a few times in a year. */
const TUF_MAX_AGE_MS = 6 * 60 * 60 * 1000;
const TUF_TIMEOUT_MS = 10_000;

/** Where a root is to be found by TUF. @public */
export interface TufSettings {
  /** URL of the repository; Sigstore's public-good instance where absent. */
  readonly mirror?: string;
  /** Absolute path of the `root.json` to begin with; needed for any other mirror than the public-good one. */
  readonly rootFile?: string;
  /** Absolute path of the folder for what was read; in the user's folder for data where absent. */
  readonly cacheDirectory?: string;
}

/** A `trusted_root.json` on disk. */
export function fileOrigin(file: string): TrustRootOrigin {
  return {
    description: `file ${file}`,
    maxAgeMs: FILE_MAX_AGE_MS,
    read: async () => {
      const { size } = await stat(file);
      if (size > MAX_FILE_BYTES) throw new Error('the file is too large');
      return parseStrictJson(await readFile(file));
    },
  };
}

/** A repository of The Update Framework, as Sigstore publishes its roots. */
export function tufOrigin(
  name: string,
  { mirror, rootFile, cacheDirectory }: TufSettings,
): TrustRootOrigin {
  const folder = cacheDirectory ?? defaultCacheDirectory();
  const kept = path.join(folder, `${encodeURIComponent(name)}.last-good.json`);
  return {
    description: `TUF, ${mirror ?? 'public-good mirror'}`,
    maxAgeMs: TUF_MAX_AGE_MS,
    read: async () => {
      await mkdir(folder, { recursive: true });
      const root = await getTrustedRoot({
        cachePath: folder,
        timeout: TUF_TIMEOUT_MS,
        ...(mirror && { mirrorURL: mirror }),
        ...(rootFile && { rootPath: rootFile }),
      });
      return TrustedRoot.toJSON(root);
    },
    readKept: async () => {
      const [bytes, { mtime }] = await Promise.all([
        readFile(kept),
        stat(kept),
      ]);
      return { json: parseStrictJson(bytes), at: mtime };
    },
    keep: async json => {
      // another process may read it now: never half of it
      const draft = `${kept}.${process.pid}`;
      await writeFile(draft, JSON.stringify(json));
      await rename(draft, kept);
    },
  };
}

function defaultCacheDirectory(): string {
  const data =
    process.env.XDG_DATA_HOME ?? path.join(os.homedir(), '.local', 'share');
  return path.join(data, 'waybill', 'trust-roots');
}

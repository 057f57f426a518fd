import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isDigest } from '@waybill/backstage-plugin-waybill-common';
import { z } from 'zod';
import type { LayerLayout } from '../PackageLayout';

/**
 * Remembers the digests of layers, so that files that did not change are not read again.
 *
 * @public
 */
export interface DigestCache {
  get(key: string): string | undefined;
  set(key: string, digest: string): void;
  /** Keeps what was added for the next process. Never fails: a cache that is lost costs time only. */
  save(): Promise<void>;
}

/**
 * What a layer's digest depends on, without reading its files: its headers, and the fingerprint of each file.
 *
 * @returns `undefined` where a file has no fingerprint
 */
export function layerKey(layer: LayerLayout): string | undefined {
  if (layer.files.some(({ fingerprint }) => !fingerprint)) return undefined;
  const hash = createHash('sha256').update(layer.mediaType);
  for (const segment of layer.segments()) {
    if (Buffer.isBuffer(segment)) hash.update(segment);
    else hash.update(`\0${segment.fingerprint}\0`);
  }
  return hash.digest('hex');
}

const MAX_ENTRIES = 10_000;
const MAX_BYTES = 4 * 1024 * 1024;
const contentSchema = z.object({
  version: z.literal(1),
  digests: z.array(
    z.tuple([z.string().regex(/^[0-9a-f]{64}$/), z.string().refine(isDigest)]),
  ),
});

/**
 * A cache in a file, for a command line. It keeps the 10,000 that were used last. Whoever can write to the file can
 * make a push name other bytes than the files', so it belongs in a folder of the user's own.
 *
 * @public
 */
export class FileDigestCache implements DigestCache {
  static async open(file: string): Promise<FileDigestCache> {
    return new FileDigestCache(file, new Map(await readDigests(file)));
  }

  private hasChanged = false;

  private constructor(
    private readonly file: string,
    private readonly digests: Map<string, string>,
  ) {}

  get(key: string): string | undefined {
    const digest = this.digests.get(key);
    if (digest) this.set(key, digest);
    return digest;
  }

  set(key: string, digest: string): void {
    this.digests.delete(key);
    this.digests.set(key, digest);
    this.hasChanged = true;
  }

  async save(): Promise<void> {
    if (!this.hasChanged) return;
    const digests = [...this.digests].slice(-MAX_ENTRIES);
    const draft = `${this.file}.${randomUUID()}`;
    try {
      await mkdir(path.dirname(this.file), { recursive: true, mode: 0o700 });
      const content = JSON.stringify({ version: 1, digests });
      await writeFile(draft, content, { mode: 0o600 });
      await rename(draft, this.file);
      this.hasChanged = false;
    } catch {
      await rm(draft, { force: true }).catch(() => {});
    }
  }
}

async function readDigests(file: string): Promise<[string, string][]> {
  try {
    const content = await readFile(file);
    if (content.length > MAX_BYTES) return [];
    return contentSchema.parse(JSON.parse(content.toString('utf8'))).digests;
  } catch {
    return []; // none yet, or nothing that a cache would write
  }
}

import { randomUUID } from 'node:crypto';
import { promises as fs } from 'node:fs';
import path from 'node:path';
import type { Digest } from './names';

/**
 * The registry's folder.
 *
 * ```text
 * blobs/<algorithm>/<2 hex>/<hex>                        every blob once
 * repositories/<name>/_blobs/<algorithm>/<hex>           a hard link to it: the repository has the blob
 * repositories/<name>/_manifests/<algorithm>/<hex>       media type, newline, the manifest's bytes
 * repositories/<name>/_tags/<encoded tag>                the digest
 * repositories/<name>/_referrers/<subject>/<referrer>    a descriptor as JSON
 * uploads/<id>/{session.json,data}                       nobody sees them but by their id
 * temporary/                                             emptied at start
 * ```
 *
 * Names cannot clash with the folders beside them, because no component of a name begins with `_`. A file appears under
 * its final name only by a rename or a link, so a crash leaves nothing half-written visible.
 */
export class RegistryStorage {
  constructor(private readonly root: string) {}

  async open(): Promise<void> {
    await fs.rm(this.temporaryDir, { recursive: true, force: true });
    for (const dir of [
      this.temporaryDir,
      this.uploadsDir,
      this.repositoriesDir,
    ]) {
      await fs.mkdir(dir, { recursive: true });
    }
  }

  get uploadsDir(): string {
    return path.join(this.root, 'uploads');
  }

  get repositoriesDir(): string {
    return path.join(this.root, 'repositories');
  }

  private get temporaryDir(): string {
    return path.join(this.root, 'temporary');
  }

  /** @param name - a name that `parseName` accepted */
  repositoryDir(name: string, ...rest: string[]): string {
    return path.join(this.repositoriesDir, ...name.split('/'), ...rest);
  }

  blobFile(name: string, digest: Digest): string {
    return this.repositoryDir(name, '_blobs', digest.algorithm, digest.hex);
  }

  private sharedBlobFile(digest: Digest): string {
    return path.join(
      this.root,
      'blobs',
      digest.algorithm,
      digest.hex.slice(0, 2),
      digest.hex,
    );
  }

  /** @returns size of the blob in bytes, `undefined` where the repository does not have it */
  async statBlob(name: string, digest: Digest): Promise<number | undefined> {
    return (await statOrUndefined(this.blobFile(name, digest)))?.size;
  }

  /** Moves a finished file in as a blob of the repository; the caller has checked its digest. */
  async adoptBlob(name: string, digest: Digest, file: string): Promise<void> {
    const shared = this.sharedBlobFile(digest);
    if (!(await statOrUndefined(shared))) {
      await fs.mkdir(path.dirname(shared), { recursive: true });
      await fs.rename(file, shared);
    }
    await linkBlob(shared, this.blobFile(name, digest));
  }

  /** Gives the repository a blob that another one has. @returns false where it is not to be had there */
  async mountBlob(
    name: string,
    digest: Digest,
    from: string | undefined,
  ): Promise<boolean> {
    const source =
      from === undefined
        ? this.sharedBlobFile(digest)
        : this.blobFile(from, digest);
    if (!(await statOrUndefined(source))) return false;
    try {
      await linkBlob(source, this.blobFile(name, digest));
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  }

  /** Takes the blob from the repository, and from the disk with the last repository. @returns false where there was none */
  async removeBlob(name: string, digest: Digest): Promise<boolean> {
    if (!(await unlinkIfThere(this.blobFile(name, digest)))) return false;
    const shared = this.sharedBlobFile(digest);
    if ((await statOrUndefined(shared))?.nlink === 1)
      await unlinkIfThere(shared);
    return true;
  }

  async writeAtomically(file: string, content: Buffer | string): Promise<void> {
    const temporary = path.join(this.temporaryDir, randomUUID());
    await fs.writeFile(temporary, content);
    await fs.mkdir(path.dirname(file), { recursive: true });
    await fs.rename(temporary, file);
  }
}

async function linkBlob(source: string, target: string): Promise<void> {
  await fs.mkdir(path.dirname(target), { recursive: true });
  try {
    await fs.link(source, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

export function isNotFound(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

export async function statOrUndefined(file: string) {
  try {
    return await fs.stat(file);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

export async function readFileOrUndefined(
  file: string,
): Promise<Buffer | undefined> {
  try {
    return await fs.readFile(file);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

export async function readDirOrEmpty(dir: string): Promise<string[]> {
  try {
    return await fs.readdir(dir);
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

export async function unlinkIfThere(file: string): Promise<boolean> {
  try {
    await fs.unlink(file);
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

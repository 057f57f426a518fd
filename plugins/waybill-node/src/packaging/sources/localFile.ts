import { constants, type BigIntStats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { streamOf, type ByteReader } from '../../registry';
import type { SourceFile } from '../FileTree';
import { PackagingError } from '../PackagingError';

/** What the system changes whenever somebody writes to a file, or puts another in its place. */
function fingerprintOf(stats: BigIntStats): string {
  const { dev, ino, size, mtimeNs, ctimeNs } = stats;
  return ['file', dev, ino, size, mtimeNs, ctimeNs].join(':');
}

/** Reads a file, and fails where it is not the one that was listed, from its first byte to its last. */
class LocalFileReader implements ByteReader {
  private handle: FileHandle | undefined;
  private position: number;

  constructor(
    private readonly path: string,
    private readonly absolutePath: string,
    private readonly expected: {
      readonly fingerprint: string;
      readonly start: number;
    },
  ) {
    this.position = expected.start;
  }

  async read(target: Buffer): Promise<number> {
    try {
      this.handle ??= await this.open();
      const { bytesRead } = await this.handle.read(
        target,
        0,
        target.length,
        this.position,
      );
      this.position += bytesRead;
      if (bytesRead === 0) await this.compare(this.handle);
      return bytesRead;
    } catch (error) {
      if (error instanceof PackagingError) throw error;
      throw fileChanged(this.path, error);
    }
  }

  async close(): Promise<void> {
    const { handle } = this;
    this.handle = undefined;
    await handle?.close();
  }

  private async open(): Promise<FileHandle> {
    // what has become a link or a pipe since is not followed and not waited for
    const handle = await open(
      this.absolutePath,
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
    );
    this.handle = handle;
    await this.compare(handle);
    return handle;
  }

  private async compare(handle: FileHandle): Promise<void> {
    const stats = await handle.stat({ bigint: true });
    if (stats.isFile() && fingerprintOf(stats) === this.expected.fingerprint)
      return;
    throw fileChanged(this.path);
  }
}

export function fileChanged(path: string, cause?: unknown): PackagingError {
  return new PackagingError({
    code: 'FILE_CHANGED',
    message: `'${path}' changed while it was packaged, or cannot be read: let nobody write to the folder and package it again.`,
    cause,
  });
}

/**
 * A regular file on this machine.
 *
 * @param absolutePath - without symbolic links in it
 */
export async function localFile(
  path: string,
  absolutePath: string,
): Promise<SourceFile> {
  const stats = await stat(absolutePath, { bigint: true });
  const fingerprint = fingerprintOf(stats);
  const openReader = (start = 0) =>
    new LocalFileReader(path, absolutePath, { fingerprint, start });
  return {
    path,
    sizeBytes: Number(stats.size),
    mode: Number(stats.mode) & 0o777,
    fingerprint,
    open: ({ start } = {}) => streamOf(openReader(start)),
    openReader: () => openReader(),
  };
}

import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { PackagingError } from '../PackagingError';
import type { FolderFile } from '../sources/readFolder';
import { TAR_END, tarHeader, tarPadding } from './tarHeader';

/** A file whose bytes have been read once and are known by digest. */
export interface HashedFile extends FolderFile {
  /** `sha256:<64 hex>` */
  readonly digest: string;
}

/** A reproducible tar of files on disk: what it will be, and how to stream it again and again. */
export interface TarLayer {
  readonly files: readonly HashedFile[];
  readonly digest: string;
  readonly sizeBytes: number;
  open(): Readable;
}

const READ_BYTES = 1024 * 1024;

/**
 * Reads the files once and tells the tar's digest and size. Nothing is kept but names and digests.
 *
 * @param prefix - folder in the archive that holds the files, with a slash at its end, or empty
 * @throws PackagingError `FILE_CHANGED` when a file shrinks or grows meanwhile
 */
export async function planTarLayer(
  files: readonly FolderFile[],
  options: {
    readonly prefix: string;
    readonly signal?: AbortSignal;
    readonly onBytes?: (bytes: number) => void;
  },
): Promise<TarLayer> {
  const whole = createHash('sha256');
  const hashed: HashedFile[] = [];
  let sizeBytes = 0;
  const add = (bytes: Buffer) => {
    whole.update(bytes);
    sizeBytes += bytes.length;
  };
  for (const folder of foldersOf(files, options.prefix))
    add(tarHeader({ path: folder, type: 'directory', sizeBytes: 0 }));
  for (const file of files) {
    add(
      tarHeader({
        path: options.prefix + file.path,
        type: 'file',
        sizeBytes: file.sizeBytes,
      }),
    );
    const content = createHash('sha256');
    for await (const chunk of readFileExactly(file, options.signal)) {
      content.update(chunk);
      add(chunk);
      options.onBytes?.(chunk.length);
    }
    add(tarPadding(file.sizeBytes));
    hashed.push({ ...file, digest: `sha256:${content.digest('hex')}` });
  }
  add(TAR_END);
  return {
    files: hashed,
    digest: `sha256:${whole.digest('hex')}`,
    sizeBytes,
    open: () =>
      Readable.from(streamTar(hashed, options.prefix), {
        objectMode: false,
        highWaterMark: READ_BYTES,
      }),
  };
}

async function* streamTar(
  files: readonly HashedFile[],
  prefix: string,
): AsyncGenerator<Buffer> {
  for (const folder of foldersOf(files, prefix))
    yield tarHeader({ path: folder, type: 'directory', sizeBytes: 0 });
  for (const file of files) {
    yield tarHeader({
      path: prefix + file.path,
      type: 'file',
      sizeBytes: file.sizeBytes,
    });
    const content = createHash('sha256');
    for await (const chunk of readFileExactly(file)) {
      content.update(chunk);
      yield chunk;
    }
    if (`sha256:${content.digest('hex')}` !== file.digest) throw changed(file);
    yield tarPadding(file.sizeBytes);
  }
  yield TAR_END;
}

/** The file's bytes, exactly as many as planned. */
async function* readFileExactly(
  file: FolderFile,
  signal?: AbortSignal,
): AsyncGenerator<Buffer> {
  let received = 0;
  try {
    // what has become a link or a pipe since is not followed and not waited for
    const handle = await open(
      file.absolutePath,
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
    );
    try {
      if (!(await handle.stat()).isFile()) throw changed(file);
      const stream = handle.createReadStream({
        highWaterMark: READ_BYTES,
        autoClose: false,
        signal,
      });
      for await (const chunk of stream) {
        received += chunk.length;
        if (received > file.sizeBytes) throw changed(file);
        yield chunk;
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof PackagingError) throw error;
    throw changed(file, error);
  }
  if (received !== file.sizeBytes) throw changed(file);
}

function changed(file: FolderFile, cause?: unknown): PackagingError {
  return new PackagingError({
    code: 'FILE_CHANGED',
    message: `'${file.path}' changed while it was packaged: let nobody write to the folder and package it again.`,
    cause,
  });
}

/** Every folder on the way to a file, parents first. */
function foldersOf(files: readonly FolderFile[], prefix: string): string[] {
  const folders = new Set<string>();
  for (const file of files) {
    const segments = (prefix + file.path).split('/').slice(0, -1);
    for (let depth = 1; depth <= segments.length; depth++)
      folders.add(`${segments.slice(0, depth).join('/')}/`);
  }
  return [...folders].sort((a, b) =>
    Buffer.compare(Buffer.from(a), Buffer.from(b)),
  );
}

import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import tar from 'tar-stream';
import { WaybillError } from '../errors';
import { ByteLimit, tooLarge } from './ByteLimit';
import { toUploadPath } from './uploadPath';

export interface UploadedFile {
  readonly path: string;
  readonly sizeBytes: number;
}

export interface UnpackOptions {
  /** Name of what is sent; its ending says whether it is an archive. */
  readonly fileName: string;
  /** An empty folder that is the upload's own. */
  readonly directory: string;
  /** For what is sent and for what it unpacks to, each. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

const MAX_FILES = 10_000;
const GZIPPED_TAR = /\.(tar\.gz|tgz)$/i;
const PLAIN_TAR = /\.tar$/i;
const OTHER_ARCHIVE = /\.(zip|7z|rar|tar\.\w+|tbz2?|txz)$/i;

/**
 * Writes an upload's files into its folder: a single file, or the files of a tar or gzipped tar. Nothing but files and
 * folders is taken from an archive, and nothing outside of the folder is ever written.
 *
 * @throws WaybillError `UPLOAD_MALFORMED`, `UPLOAD_TOO_LARGE`
 */
export async function unpackUpload(
  body: Readable,
  options: UnpackOptions,
): Promise<UploadedFile[]> {
  const { fileName, signal } = options;
  const sent = new ByteLimit(options.maxBytes);
  if (GZIPPED_TAR.test(fileName)) {
    return asUpload(fileName, signal, () => {
      const unpacked = new ByteLimit(options.maxBytes + tarOverhead());
      return extractAll(options, extract =>
        pipeline(body, sent, createGunzip(), unpacked, extract, { signal }),
      );
    });
  }
  if (PLAIN_TAR.test(fileName)) {
    return asUpload(fileName, signal, () =>
      extractAll(options, extract => pipeline(body, sent, extract, { signal })),
    );
  }
  if (OTHER_ARCHIVE.test(fileName)) {
    throw malformed(
      `'${path.basename(
        fileName,
      )}' is an archive of a kind that is not unpacked; send a .tar, .tar.gz or .tgz, or a single file.`,
    );
  }
  const target = toUploadPath(fileName);
  await writeFile(options.directory, target, stream =>
    pipeline(body, sent, stream, { signal }),
  );
  return [{ path: target, sizeBytes: sent.bytes }];
}

async function extractAll(
  options: UnpackOptions,
  feed: (extract: tar.Extract) => Promise<void>,
): Promise<UploadedFile[]> {
  const files: UploadedFile[] = [];
  const seen = new Set<string>();
  let totalBytes = 0;
  const extract = tar.extract();
  const fed = feed(extract);
  // The loop below tells of a failure; until it does, this must not count as unhandled.
  fed.catch(() => undefined);
  try {
    for await (const entry of extract) {
      const { header } = entry;
      const sizeBytes = header.size ?? 0;
      if (header.type === 'directory') {
        entry.resume();
        continue;
      }
      if (header.type !== 'file' && header.type !== 'contiguous-file') {
        throw malformed(
          `The archive holds '${header.name.slice(0, 120)}', a ${
            header.type ?? 'thing of unknown kind'
          }; only files and folders are taken. Replace links by the files they point to.`,
        );
      }
      const target = toUploadPath(header.name);
      totalBytes += sizeBytes;
      assertRoom(files.length + 1, totalBytes, options.maxBytes);
      if (seen.has(target)) {
        throw malformed(`The archive holds '${target}' twice.`);
      }
      seen.add(target);
      await writeFile(options.directory, target, stream =>
        pipeline(entry, stream, { signal: options.signal }),
      );
      files.push({ path: target, sizeBytes });
    }
  } catch (error) {
    extract.destroy();
    // Where the feed broke, its error is the cause and the loop's only the echo.
    await fed;
    throw error;
  }
  await fed;
  if (files.length === 0) {
    throw malformed('The archive holds no file.');
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function writeFile(
  directory: string,
  target: string,
  fill: (stream: NodeJS.WritableStream) => Promise<void>,
): Promise<void> {
  const file = path.join(directory, ...target.split('/'));
  await mkdir(path.dirname(file), { recursive: true });
  await fill(createWriteStream(file, { flags: 'wx', mode: 0o644 }));
}

function assertRoom(files: number, bytes: number, maxBytes: number): void {
  if (files > MAX_FILES) {
    throw tooLarge(`more than ${MAX_FILES} files`);
  }
  if (bytes > maxBytes) {
    throw tooLarge(`more than ${maxBytes} bytes`);
  }
}

/** Headers and padding of the files that may be in an archive. */
function tarOverhead(): number {
  return MAX_FILES * 2048;
}

/** Names an error of the archive's bytes; passes what has a name already and an upload that was broken off. */
async function asUpload<T>(
  fileName: string,
  signal: AbortSignal,
  unpack: () => Promise<T>,
): Promise<T> {
  try {
    return await unpack();
  } catch (error) {
    const isNamed = error instanceof WaybillError || signal.aborted;
    const code = (error as { code?: string }).code ?? '';
    const isOfTheBytes =
      code.startsWith('Z_') ||
      ['ENOTDIR', 'EISDIR', 'EEXIST'].includes(code) ||
      /tar header|Unexpected end|end of data|Writable stream closed/i.test(
        String(error),
      );
    if (isNamed || !isOfTheBytes) {
      throw error;
    }
    throw malformed(
      `'${path.basename(
        fileName,
      )}' cannot be unpacked; it is damaged or no archive of the kind that its name says.`,
      error,
    );
  }
}

function malformed(message: string, cause?: unknown): WaybillError {
  return new WaybillError('UPLOAD_MALFORMED', message, cause);
}

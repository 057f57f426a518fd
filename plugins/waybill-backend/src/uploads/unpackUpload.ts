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
  const extract = tar.extract();
  const broken = new AbortController();
  // An entry whose archive ends in its middle never ends by itself.
  const fed = feed(extract).catch(error => {
    broken.abort(error);
    return error as unknown;
  });
  const signal = AbortSignal.any([options.signal, broken.signal]);
  let files: UploadedFile[];
  try {
    files = await writeEntries(extract, options, signal);
  } catch (error) {
    extract.destroy();
    throw causeOf(error, await fed);
  }
  const failure = await fed;
  if (failure !== undefined) {
    throw failure;
  }
  if (files.length === 0) {
    throw malformed('The archive holds no file.');
  }
  return files.sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** Reading and writing break each other; the cause is the one that says more than that the other is gone. */
function causeOf(writing: unknown, feeding: unknown): unknown {
  const isEcho =
    feeding === undefined ||
    (feeding as { code?: unknown }).code === 'ERR_STREAM_PREMATURE_CLOSE';
  return writing instanceof WaybillError || isEcho ? writing : feeding;
}

async function writeEntries(
  extract: tar.Extract,
  options: UnpackOptions,
  signal: AbortSignal,
): Promise<UploadedFile[]> {
  const files: UploadedFile[] = [];
  const seen = new Set<string>();
  let totalBytes = 0;
  for await (const entry of extract) {
    if (entry.header.type === 'directory') {
      entry.resume();
      continue;
    }
    const file = checkEntry(entry.header);
    totalBytes += file.sizeBytes;
    assertRoom(files.length + 1, totalBytes, options.maxBytes);
    if (seen.has(file.path)) {
      throw malformed(`The archive holds '${file.path}' twice.`);
    }
    seen.add(file.path);
    await writeFile(options.directory, file.path, stream =>
      pipeline(entry, stream, { signal }),
    );
    files.push(file);
  }
  return files;
}

function checkEntry(header: tar.Header): UploadedFile {
  if (header.type !== 'file' && header.type !== 'contiguous-file') {
    throw malformed(
      `The archive holds '${header.name.slice(0, 120)}', a ${
        header.type ?? 'thing of unknown kind'
      }; only files and folders are taken. Replace links by the files they point to.`,
    );
  }
  return { path: toUploadPath(header.name), sizeBytes: header.size ?? 0 };
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

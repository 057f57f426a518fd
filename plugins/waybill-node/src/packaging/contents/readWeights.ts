import {
  GGUF_MAX_HEADER_BYTES,
  readGgufHeader,
  readSafeTensorsHeader,
  safeTensorsHeaderBytes,
  WeightsError,
  type WeightsHeader,
} from '@waybill/backstage-plugin-waybill-common';
import type { RegistryClient } from '../../registry';
import { compressionOf, openPackagedFile } from './openPackagedFile';
import type { PackageContents, PackagedFile } from './PackageContents';

/** What the header of a file of weights tells, or why it tells nothing. @public */
export interface PackagedWeights {
  readonly path: string;
  readonly header?: WeightsHeader;
  readonly problem?: string;
}

const FIRST_BYTES = 64 * 1024;
/** A large model is in some hundred files; each costs a request or two. */
const MAX_FILES = 512;
const PARALLEL = 4;
/** In a compressed layer, all that stands before a file has to be received to see it. */
const MAX_COMPRESSED_BYTES = 256 * 1024 * 1024;

/**
 * Reads the headers of the SafeTensors and GGUF files of a package, by ranges.
 *
 * @throws PackagingError; RegistryError
 */
export async function readWeights(
  client: RegistryClient,
  contents: PackageContents,
  signal?: AbortSignal,
): Promise<PackagedWeights[]> {
  const files = contents.files
    .filter(({ path }) => /\.(safetensors|gguf)$/i.test(path))
    .slice(0, MAX_FILES);
  const found: PackagedWeights[] = [];
  const queue = [...files.entries()];
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift())
      found[next[0]] = await readFile(client, contents, next[1], signal);
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return found;
}

async function readFile(
  client: RegistryClient,
  contents: PackageContents,
  file: PackagedFile,
  signal: AbortSignal | undefined,
): Promise<PackagedWeights> {
  const { path } = file;
  if (
    compressionOf(contents, file) !== 'none' &&
    file.offset > MAX_COMPRESSED_BYTES
  )
    return {
      path,
      problem: 'Its layer is compressed, and too large for that.',
    };
  const read = (end: number) =>
    readStart(client, contents, file, { end, signal });
  try {
    const header = /\.gguf$/i.test(path)
      ? await readGguf(file, read)
      : await readSafeTensors(read);
    return { path, header };
  } catch (error) {
    if (error instanceof WeightsError) return { path, problem: error.message };
    throw error;
  }
}

async function readSafeTensors(
  read: (end: number) => Promise<Buffer>,
): Promise<WeightsHeader> {
  const first = await read(FIRST_BYTES);
  const headerBytes = safeTensorsHeaderBytes(first);
  return readSafeTensorsHeader(
    headerBytes <= first.length ? first : await read(headerBytes),
  );
}

async function readGguf(
  file: PackagedFile,
  read: (end: number) => Promise<Buffer>,
): Promise<WeightsHeader> {
  for (let length = FIRST_BYTES; ; ) {
    const bytes = await read(length);
    const header = readGgufHeader(bytes);
    if (!('neededBytes' in header)) return header;
    if (header.neededBytes > file.sizeBytes)
      throw new WeightsError('HEADER_NOT_VALID', 'It ends within its header.');
    length = Math.min(
      Math.max(header.neededBytes, length * 4),
      GGUF_MAX_HEADER_BYTES,
    );
  }
}

async function readStart(
  client: RegistryClient,
  contents: PackageContents,
  file: PackagedFile,
  { end, signal }: { readonly end: number; readonly signal?: AbortSignal },
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const bytes = openPackagedFile(client, contents, file, {
    end: end - 1,
    signal,
  });
  for await (const chunk of bytes as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

import type { SourceFile } from '../FileTree';
import { PackagingError } from '../PackagingError';

/** End of central directory, ZIP's APPNOTE 6.3.10 §4.3.16. */
const END = 0x06054b50;
const END_BYTES = 22;
const MAX_COMMENT = 0xffff;
/** Central directory header, §4.3.12. */
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
/** A bundle of more files is no server, and its size is in a field that few readers know. */
const MAX_DIRECTORY = 16 * 1024 * 1024;
const MANIFEST = 'manifest.json';

/**
 * Looks whether a file is an MCP bundle: a ZIP archive with a `manifest.json` at its root. Reads its end only.
 *
 * @throws PackagingError `PACKAGE_NOT_VALID`
 */
export async function refuseNoMcpBundle(
  file: SourceFile,
  options: { readonly signal?: AbortSignal } = {},
): Promise<void> {
  const tailBytes = Math.min(file.sizeBytes, END_BYTES + MAX_COMMENT);
  const tail = await read(file, file.sizeBytes - tailBytes, tailBytes, options);
  const end = endOf(tail);
  if (end === undefined) throw notValid(file, 'it is no ZIP archive');
  const size = tail.readUInt32LE(end + 12);
  const start = tail.readUInt32LE(end + 16);
  if (size > MAX_DIRECTORY || start + size > file.sizeBytes)
    throw notValid(file, 'its list of files is broken or too long');
  const directory = await read(file, start, size, options);
  if (!namesOf(directory).includes(MANIFEST))
    throw notValid(file, `it has no ${MANIFEST} at its root`);
}

function endOf(tail: Buffer): number | undefined {
  for (let at = tail.length - END_BYTES; at >= 0; at--)
    if (tail.readUInt32LE(at) === END) return at;
  return undefined;
}

function namesOf(directory: Buffer): string[] {
  const names: string[] = [];
  let at = 0;
  while (
    at + ENTRY_BYTES <= directory.length &&
    directory.readUInt32LE(at) === ENTRY
  ) {
    const nameLength = directory.readUInt16LE(at + 28);
    const extraLength = directory.readUInt16LE(at + 30);
    const commentLength = directory.readUInt16LE(at + 32);
    const nameStart = at + ENTRY_BYTES;
    names.push(directory.toString('utf8', nameStart, nameStart + nameLength));
    at = nameStart + nameLength + extraLength + commentLength;
  }
  return names;
}

async function read(
  file: SourceFile,
  start: number,
  length: number,
  { signal }: { readonly signal?: AbortSignal },
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of file.open({ start, signal })) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= length) break;
  }
  if (bytes < length) throw notValid(file, 'it ends too early');
  return Buffer.concat(chunks).subarray(0, length);
}

function notValid({ path }: SourceFile, why: string): PackagingError {
  return new PackagingError({
    code: 'PACKAGE_NOT_VALID',
    message: `'${path}' is no MCP bundle: ${why}. Make it with the packer of MCP bundles, or take it out of the Kitfile.`,
  });
}

import type { UploadFile } from './WaybillApi';

const BLOCK_BYTES = 512;
/** What the size field of a ustar header can say: eleven octal digits. */
const MAX_USTAR_SIZE_BYTES = 0o77777777777;
const MAX_USTAR_NAME_BYTES = 100;

/**
 * A tar (POSIX.1-2001, pax) of the files. The blob refers to the files' bytes and does not read them: a model of many
 * gigabytes costs no memory here.
 */
export function createTarball(files: readonly UploadFile[]): Blob {
  const parts: BlobPart[] = [];
  for (const { path, content } of files) {
    parts.push(...paxHeader(path, content.size));
    parts.push(
      ustarHeader({ name: path, sizeBytes: content.size, typeFlag: '0' }),
      content,
      padding(content.size),
    );
  }
  parts.push(new Uint8Array(2 * BLOCK_BYTES));
  return new Blob(parts, { type: 'application/x-tar' });
}

/** The extended header that carries what ustar's fixed fields cannot: long or non-ASCII paths, sizes over 8 GiB. */
function paxHeader(path: string, sizeBytes: number): Uint8Array<ArrayBuffer>[] {
  const records: string[] = [];
  if (!isAscii(path) || path.length > MAX_USTAR_NAME_BYTES) {
    records.push(paxRecord('path', path));
  }
  if (sizeBytes > MAX_USTAR_SIZE_BYTES) {
    records.push(paxRecord('size', String(sizeBytes)));
  }
  if (records.length === 0) {
    return [];
  }
  const body = new TextEncoder().encode(records.join(''));
  return [
    ustarHeader({
      name: 'PaxHeader',
      sizeBytes: body.byteLength,
      typeFlag: 'x',
    }),
    body,
    padding(body.byteLength),
  ];
}

/** `<length> <key>=<value>\n`, where the length counts its own digits too. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const restBytes = new TextEncoder().encode(rest).byteLength;
  let length = restBytes + String(restBytes).length;
  if (restBytes + String(length).length !== length) {
    length = restBytes + String(length).length;
  }
  return `${length}${rest}`;
}

function ustarHeader(entry: {
  name: string;
  sizeBytes: number;
  typeFlag: '0' | 'x';
}): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(BLOCK_BYTES);
  const write = (offset: number, lengthBytes: number, text: string) =>
    block.set(new TextEncoder().encode(text).subarray(0, lengthBytes), offset);
  const octal = (value: number, digits: number) =>
    value.toString(8).padStart(digits, '0');

  write(0, MAX_USTAR_NAME_BYTES, entry.name);
  write(100, 8, '0000644\0');
  write(108, 8, '0000000\0');
  write(116, 8, '0000000\0');
  write(
    124,
    12,
    `${octal(Math.min(entry.sizeBytes, MAX_USTAR_SIZE_BYTES), 11)}\0`,
  );
  write(136, 12, '00000000000\0');
  // The checksum is taken with its own field full of spaces.
  write(148, 8, '        ');
  write(156, 1, entry.typeFlag);
  write(257, 8, 'ustar\x0000');
  const checksum = block.reduce((sum, byte) => sum + byte, 0);
  write(148, 8, `${octal(checksum, 6)}\0 `);
  return block;
}

function padding(sizeBytes: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(
    (BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES,
  );
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

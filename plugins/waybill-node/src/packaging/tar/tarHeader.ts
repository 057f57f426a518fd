const BLOCK = 512;

/** What a reproducible tar says of an entry: nothing that depends on the machine or the moment. */
export interface TarEntry {
  /** `/`-separated; whether a folder's ends with `/` is up to the format. */
  readonly path: string;
  readonly type: 'file' | 'directory';
  readonly sizeBytes: number;
  /** Permission bits; 0644 and 0755 where absent. */
  readonly mode?: number;
  /** 0 where absent. */
  readonly uid?: number;
}

/** The end of a tar: two empty blocks. */
export const TAR_END = Buffer.alloc(2 * BLOCK);

/** Zero bytes that fill the last block of a file. */
export function tarPadding(sizeBytes: number): Buffer {
  return Buffer.alloc((BLOCK - (sizeBytes % BLOCK)) % BLOCK);
}

/**
 * The header of an entry: ustar (POSIX.1-1988) where it fits, with a pax extended header (POSIX.1-2001) before it for a
 * path over 100 bytes or not in ASCII, or a size of 8 GiB and more. Group 0, mtime 0.
 */
export function tarHeader(entry: TarEntry): Buffer {
  const records: [string, string][] = [];
  if (Buffer.byteLength(entry.path) > 100 || !/^[\x20-\x7e]*$/.test(entry.path))
    records.push(['path', entry.path]);
  if (entry.sizeBytes >= 8 ** 11)
    records.push(['size', String(entry.sizeBytes)]);
  const header = ustar({
    ...entry,
    typeflag: entry.type === 'directory' ? '5' : '0',
  });
  if (records.length === 0) return header;

  const body = Buffer.from(
    records.map(([key, value]) => paxRecord(key, value)).join(''),
  );
  return Buffer.concat([
    ustar({
      path: 'PaxHeaders.0/entry',
      type: 'file',
      typeflag: 'x',
      sizeBytes: body.length,
    }),
    body,
    tarPadding(body.length),
    header,
  ]);
}

function ustar({
  path,
  type,
  typeflag,
  sizeBytes,
  mode = type === 'directory' ? 0o755 : 0o644,
  uid = 0,
}: TarEntry & { readonly typeflag: string }): Buffer {
  const header = Buffer.alloc(BLOCK);
  Buffer.from(path).copy(header, 0, 0, 100);
  writeOctal(header, 100, 8, mode);
  writeOctal(header, 108, 8, uid);
  writeOctal(header, 116, 8, 0);
  writeOctal(header, 124, 12, sizeBytes >= 8 ** 11 ? 0 : sizeBytes);
  writeOctal(header, 136, 12, 0);
  header.fill(' ', 148, 156);
  header.write(typeflag, 156, 'ascii');
  header.write('ustar\u000000', 257, 'ascii');
  const checksum = header.reduce((sum, byte) => sum + byte, 0);
  header.write(`${checksum.toString(8).padStart(6, '0')}\0 `, 148, 'ascii');
  return header;
}

function writeOctal(
  header: Buffer,
  offset: number,
  length: number,
  value: number,
): void {
  header.write(
    `${value.toString(8).padStart(length - 1, '0')}\0`,
    offset,
    'ascii',
  );
}

/** `<length> <key>=<value>\n`, where the length counts itself. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  let length = Buffer.byteLength(rest);
  length += String(length).length;
  if (String(length).length + Buffer.byteLength(rest) !== length) length += 1;
  return `${length}${rest}`;
}

const BLOCK = 512;
const NAME_BYTES = 100;
const PREFIX_BYTES = 155;
/** From this size on the field of a header is too small: 8 GiB. */
const LARGE = 8 ** 11;

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
 * The header of an entry, byte for byte as Go's `archive/tar` (1.26) writes it where nobody chooses a format: ustar
 * (POSIX.1-1988), a long path split at a slash, and where that does not do (a path that cannot be split or is not
 * ASCII, a size of 8 GiB and more) with a pax extended header (POSIX.1-2001) before it. Group 0, mtime 0.
 */
export function tarHeader(entry: TarEntry): Buffer {
  const records = paxRecords(entry);
  const split = isAscii(entry.path) ? splitPath(entry.path) : undefined;
  // a size that does not fit takes the whole path along
  if (split && entry.sizeBytes < LARGE) return ustar(entry, split);
  if (records.length === 0)
    return ustar(entry, { prefix: '', name: entry.path });

  const body = Buffer.from(records.join(''));
  return Buffer.concat([
    paxHeader(entry.path, body.length),
    body,
    tarPadding(body.length),
    ustar(entry, { prefix: '', name: asciiOf(entry.path) }),
  ]);
}

/** What does not fit into the fields, sorted by key. */
function paxRecords({ path, sizeBytes }: TarEntry): string[] {
  const records: string[] = [];
  if (!isAscii(path) || path.length > NAME_BYTES)
    records.push(paxRecord('path', path));
  if (sizeBytes >= LARGE) records.push(paxRecord('size', String(sizeBytes)));
  return records;
}

/** A path of more than 100 bytes in two: as much in the prefix as fits. Undefined where no slash is in the right place. */
function splitPath(
  path: string,
): { readonly prefix: string; readonly name: string } | undefined {
  if (path.length <= NAME_BYTES) return undefined;
  const withoutSlash = path.endsWith('/') ? path.length - 1 : path.length;
  const searched =
    path.length > PREFIX_BYTES + 1 ? PREFIX_BYTES + 1 : withoutSlash;
  const slash = path.slice(0, searched).lastIndexOf('/');
  const nameLength = path.length - slash - 1;
  if (slash <= 0 || nameLength === 0 || nameLength > NAME_BYTES)
    return undefined;
  return { prefix: path.slice(0, slash), name: path.slice(slash + 1) };
}

function ustar(
  { type, sizeBytes, mode, uid = 0 }: TarEntry,
  { prefix, name }: { readonly prefix: string; readonly name: string },
): Buffer {
  const header = blankHeader(name, type === 'directory' ? '5' : '0');
  const size = sizeBytes >= LARGE ? 0 : sizeBytes;
  writeNumbers(header, {
    mode: mode ?? (type === 'directory' ? 0o755 : 0o644),
    uid,
    size,
  });
  writeOctal(header, 329, 8, 0);
  writeOctal(header, 337, 8, 0);
  header.write(prefix, 345, PREFIX_BYTES, 'latin1');
  return withChecksum(header);
}

function paxHeader(path: string, size: number): Buffer {
  const slash = path.lastIndexOf('/');
  const parts = [path.slice(0, slash), 'PaxHeaders.0', path.slice(slash + 1)];
  const name = parts.filter(Boolean).join('/');
  const short = asciiOf(slash < 0 ? `PaxHeaders.0/${path}` : name);
  const header = blankHeader(
    short.slice(0, NAME_BYTES).replace(/\/+$/, ''),
    'x',
  );
  writeNumbers(header, { mode: 0, uid: 0, size });
  return withChecksum(header);
}

function blankHeader(name: string, typeflag: string): Buffer {
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0, NAME_BYTES, 'latin1');
  // readers take a cut name that ends with a slash for a folder's
  if (name.length > NAME_BYTES && name[NAME_BYTES - 1] === '/')
    header[name.slice(0, NAME_BYTES - 1).replace(/\/+$/, '').length] = 0;
  header.write(typeflag, 156, 'latin1');
  header.write('ustar\u000000', 257, 'latin1');
  return header;
}

function writeNumbers(
  header: Buffer,
  {
    mode,
    uid,
    size,
  }: { readonly mode: number; readonly uid: number; readonly size: number },
): void {
  writeOctal(header, 100, 8, mode);
  writeOctal(header, 108, 8, uid);
  writeOctal(header, 116, 8, 0);
  writeOctal(header, 124, 12, size);
  writeOctal(header, 136, 12, 0);
}

function withChecksum(header: Buffer): Buffer {
  header.fill(' ', 148, 156);
  const checksum = header.reduce((sum, byte) => sum + byte, 0);
  header.write(`${checksum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
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
    'latin1',
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

function isAscii(text: string): boolean {
  return /^\p{ASCII}*$/u.test(text);
}

/** Without the characters that are not ASCII: readers without pax see at least a part of the name. */
function asciiOf(text: string): string {
  return text.replace(/\P{ASCII}/gu, '');
}

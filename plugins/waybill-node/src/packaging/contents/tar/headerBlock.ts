/** The fields of one header block that matter here (POSIX.1-1988 ustar, and what came before and after). */
export interface HeaderBlock {
  readonly path: string;
  readonly type: string;
  readonly sizeBytes: number;
  readonly mode: number;
  readonly linkPath: string;
}

const EMPTY = Buffer.alloc(512);

export function isEmptyBlock(block: Buffer): boolean {
  return block.equals(EMPTY);
}

/** @param invalid - makes the error for what is wrong */
export function readHeaderBlock(
  block: Buffer,
  invalid: (why: string) => Error,
): HeaderBlock {
  const stored = readNumber(block, 148, 8);
  if (stored === undefined || !checksumsOf(block).includes(stored))
    throw invalid('the checksum of a header is wrong');
  const sizeBytes = readNumber(block, 124, 12);
  if (sizeBytes === undefined)
    throw invalid('a header tells a size that is none');
  const name = readText(block, 0, 100);
  const isUstar = block.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = isUstar ? readText(block, 345, 155) : '';
  return {
    path: prefix ? `${prefix}/${name}` : name,
    type: String.fromCharCode(block[156]),
    sizeBytes,
    mode: readNumber(block, 100, 8) ?? 0o644,
    linkPath: readText(block, 157, 100),
  };
}

/** Bytes are meant unsigned; some old programs added them signed. */
function checksumsOf(block: Buffer): [number, number] {
  let unsigned = 0;
  let signed = 0;
  for (let index = 0; index < 512; index++) {
    const byte = index >= 148 && index < 156 ? 0x20 : block[index];
    unsigned += byte;
    signed += byte > 127 ? byte - 256 : byte;
  }
  return [unsigned, signed];
}

/** Octal digits, or binary with the first bit set (GNU); `undefined` where it is no number that a file can have. */
function readNumber(
  block: Buffer,
  start: number,
  length: number,
): number | undefined {
  if (block[start] & 0x80) {
    if (block[start] !== 0x80) return undefined; // negative, or beyond any disk
    let value = 0;
    for (let index = start + 1; index < start + length; index++) {
      value = value * 256 + block[index];
      if (!Number.isSafeInteger(value)) return undefined;
    }
    return value;
  }
  const digits = /^ *([0-7]*)[ \0]*$/.exec(
    block.toString('latin1', start, start + length),
  );
  return digits ? Number.parseInt(digits[1] || '0', 8) : undefined;
}

function readText(block: Buffer, start: number, length: number): string {
  const end = block.indexOf(0, start);
  return block.toString(
    'utf8',
    start,
    end < 0 ? start + length : Math.min(end, start + length),
  );
}

/** A header block in which every field can be wrong. */
export function headerBlock(fields: {
  readonly name?: string;
  readonly type?: string;
  readonly size?: number | string | Buffer;
  readonly mode?: string;
  readonly link?: string;
  readonly prefix?: string;
  readonly magic?: string;
  readonly checksum?: number;
}): Buffer {
  const { name = 'file', type = '0', size = 0, mode = '0000644' } = fields;
  const block = Buffer.alloc(512);
  block.write(name, 0, 100, 'utf8');
  block.write(mode, 100, 8, 'latin1');
  if (Buffer.isBuffer(size)) size.copy(block, 124, 0, 12);
  else
    block.write(
      typeof size === 'number' ? size.toString(8).padStart(11, '0') : size,
      124,
      12,
      'latin1',
    );
  block.write(type, 156, 1, 'latin1');
  block.write(fields.link ?? '', 157, 100, 'utf8');
  block.write(fields.magic ?? 'ustar\u000000', 257, 8, 'latin1');
  block.write(fields.prefix ?? '', 345, 155, 'utf8');
  block.fill(' ', 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(
    `${(fields.checksum ?? sum).toString(8).padStart(6, '0')}\0 `,
    148,
    'latin1',
  );
  return block;
}

/** Blocks that hold some bytes. */
export function padded(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([
    bytes,
    Buffer.alloc((512 - (bytes.length % 512)) % 512),
  ]);
}

/** A pax header with these records as they are. */
export function paxBlocks(records: string, type = 'x'): Buffer {
  const body = Buffer.from(records);
  return Buffer.concat([
    headerBlock({ name: 'pax', type, size: body.length }),
    padded(body),
  ]);
}

/** `<length> <key>=<value>\n` with the right length. */
export function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  for (let length = Buffer.byteLength(rest); ; length++)
    if (Buffer.byteLength(`${length}${rest}`) === length)
      return `${length}${rest}`;
}

/** 12 bytes of a size in base 256. */
export function base256(value: bigint): Buffer {
  const bytes = Buffer.alloc(12);
  let left = BigInt.asUintN(96, value);
  for (let index = 11; index >= 0; index--) {
    bytes[index] = Number(left & 0xffn);
    left >>= 8n;
  }
  bytes[0] |= 0x80;
  return bytes;
}

export const TAR_END = Buffer.alloc(1024);

/** A whole tar of these blocks. */
export function rawTar(...blocks: readonly Buffer[]): Buffer {
  return Buffer.concat([...blocks, TAR_END]);
}

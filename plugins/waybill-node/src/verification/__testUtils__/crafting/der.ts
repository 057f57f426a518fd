/** ASN.1 DER (X.690), as much of it as certificates and timestamps are made of. */

export function element(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([
    Buffer.from([tag]),
    encodeLength(content.length),
    content,
  ]);
}

export const sequence = (...contents: readonly Buffer[]) =>
  element(0x30, ...contents);
export const setOf = (...contents: readonly Buffer[]) =>
  element(0x31, ...contents);
export const octetString = (content: Buffer) => element(0x04, content);
export const bitString = (content: Buffer, unusedBits = 0) =>
  element(0x03, Buffer.from([unusedBits]), content);
export const utf8String = (text: string) => element(0x0c, Buffer.from(text));
export const boolean = (value: boolean) =>
  element(0x01, Buffer.from([value ? 0xff : 0]));
/** `[n]` around other elements. */
export const tagged = (number: number, ...contents: readonly Buffer[]) =>
  element(0xa0 | number, ...contents);
/** `[n]` in the place of the tag of a primitive. */
export const implicit = (number: number, content: Buffer) =>
  element(0x80 | number, content);

export function integer(value: bigint | number): Buffer {
  return element(0x02, encodeInteger(BigInt(value)));
}

export function objectIdentifier(dotted: string): Buffer {
  const [first, second, ...others] = dotted.split('.').map(Number);
  return element(
    0x06,
    Buffer.from([first * 40 + second, ...others.flatMap(encodeBase128)]),
  );
}

export function generalizedTime(date: Date): Buffer {
  const digits = date.toISOString().replace(/\.\d+Z$/, 'Z');
  return element(0x18, Buffer.from(digits.replace(/[-:T]/g, '')));
}

/** ECDSA-Sig-Value (RFC 3279), whatever the numbers are. */
export function ecdsaSignature(r: bigint, s: bigint): Buffer {
  return sequence(integer(r), integer(s));
}

function encodeLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes = encodeUnsigned(BigInt(length));
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}

function encodeUnsigned(value: bigint): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
}

function encodeInteger(value: bigint): Buffer {
  if (value >= 0n) {
    const bytes = encodeUnsigned(value);
    return bytes[0] >= 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes;
  }
  const size = encodeUnsigned(-value).length + 1;
  return encodeUnsigned((1n << BigInt(8 * size)) + value);
}

function encodeBase128(value: number): number[] {
  const digits = [value % 128];
  for (
    let rest = Math.floor(value / 128);
    rest > 0;
    rest = Math.floor(rest / 128)
  )
    digits.unshift(0x80 | rest % 128);
  return digits;
}

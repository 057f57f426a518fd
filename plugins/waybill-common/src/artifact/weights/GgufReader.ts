/** Thrown where the bytes that are there end before the header does. */
export class NeedsMoreBytes extends Error {
  /** @param atLeast - of the file's beginning */
  constructor(readonly atLeast: number) {
    super('The header goes on.');
  }
}

/** Longer texts are not believed. */
const MAX_TEXT_BYTES = 1024 * 1024;

/** Reads the numbers and texts of a GGUF header, little-endian, one after the other. */
export class GgufReader {
  position = 0;
  private readonly view: DataView;

  /** @param invalid - makes the error for what is wrong */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly invalid: (why: string) => Error,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  uint8 = () => this.view.getUint8(this.take(1));
  int8 = () => this.view.getInt8(this.take(1));
  uint16 = () => this.view.getUint16(this.take(2), true);
  int16 = () => this.view.getInt16(this.take(2), true);
  uint32 = () => this.view.getUint32(this.take(4), true);
  int32 = () => this.view.getInt32(this.take(4), true);
  float32 = () => this.view.getFloat32(this.take(4), true);
  float64 = () => this.view.getFloat64(this.take(8), true);
  int64 = () => this.view.getBigInt64(this.take(8), true);
  uint64 = () => this.view.getBigUint64(this.take(8), true);

  /** A count of what follows, each of which takes some bytes at least. */
  count(what: string, max: number): number {
    const value = this.uint64();
    if (value > BigInt(max))
      throw this.invalid(`it is said to have ${value} ${what}`);
    return Number(value);
  }

  text(): string {
    const length = this.count('bytes in a text', MAX_TEXT_BYTES);
    const start = this.take(length);
    return new TextDecoder().decode(this.bytes.subarray(start, start + length));
  }

  skip(length: number): void {
    this.take(length);
  }

  /** @returns where the bytes begin */
  private take(length: number): number {
    const start = this.position;
    if (start + length > this.bytes.length)
      throw new NeedsMoreBytes(start + length);
    this.position += length;
    return start;
  }
}

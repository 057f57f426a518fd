type Pair =
  | [key: string, type: 'text', value: string]
  | [key: string, type: 'texts', value: string[]]
  | [key: string, type: 'uint32', value: number]
  | [key: string, type: 'uint64', value: bigint]
  /** A list of doubles that has this many, and none of them there. */
  | [key: string, type: 'list', count: bigint];

/** The header of a GGUF file, right or wrong. */
export function ggufBytes(file: {
  readonly version?: number;
  readonly tensorCount?: bigint;
  readonly pairCount?: bigint;
  readonly metadata: readonly Pair[];
  readonly tensors: readonly [
    name: string,
    shape: readonly number[],
    type: number,
  ][];
}): Uint8Array {
  const parts: Uint8Array[] = [];
  const add = (length: number, write: (view: DataView) => void) => {
    const bytes = new Uint8Array(length);
    write(new DataView(bytes.buffer));
    parts.push(bytes);
  };
  const uint32 = (value: number) =>
    add(4, view => view.setUint32(0, value, true));
  const uint64 = (value: bigint) =>
    add(8, view => view.setBigUint64(0, value, true));
  const text = (value: string) => {
    const bytes = new TextEncoder().encode(value);
    uint64(BigInt(bytes.length));
    parts.push(bytes);
  };
  parts.push(new TextEncoder().encode('GGUF'));
  uint32(file.version ?? 3);
  uint64(file.tensorCount ?? BigInt(file.tensors.length));
  uint64(file.pairCount ?? BigInt(file.metadata.length));
  for (const [key, type, value] of file.metadata) {
    text(key);
    if (type === 'text') {
      uint32(8);
      text(value);
    } else if (type === 'texts') {
      uint32(9);
      uint32(8);
      uint64(BigInt(value.length));
      value.forEach(text);
    } else if (type === 'list') {
      uint32(9);
      uint32(12);
      uint64(value);
    } else if (type === 'uint32') {
      uint32(4);
      uint32(value);
    } else {
      uint32(10);
      uint64(value);
    }
  }
  for (const [name, shape, type] of file.tensors) {
    text(name);
    uint32(shape.length);
    shape.forEach(length => uint64(BigInt(length)));
    uint32(type);
    uint64(0n);
  }
  return new Uint8Array(parts.flatMap(part => [...part]));
}

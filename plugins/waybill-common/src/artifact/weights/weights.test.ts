import fc from 'fast-check';
import { readGgufHeader } from './gguf';
import { ggufBytes } from './__testUtils__/ggufBytes';
import { readSafeTensorsHeader, safeTensorsHeaderBytes } from './safeTensors';
import { WeightsError } from './WeightsError';

function safeTensors(header: unknown, length?: bigint): Uint8Array {
  const json = new TextEncoder().encode(
    typeof header === 'string' ? header : JSON.stringify(header),
  );
  const bytes = new Uint8Array(8 + json.length);
  new DataView(bytes.buffer).setBigUint64(
    0,
    length ?? BigInt(json.length),
    true,
  );
  bytes.set(json, 8);
  return bytes;
}

const CODE = /^(none|NOT_\w+|HEADER_\w+)$/;
const codeOf = (read: () => unknown): string => {
  try {
    read();
    return 'none';
  } catch (error) {
    if (error instanceof WeightsError) return error.code;
    throw error;
  }
};

describe('readSafeTensorsHeader', () => {
  it('counts parameters by type', () => {
    const bytes = safeTensors({
      __metadata__: { format: 'pt' },
      a: { dtype: 'BF16', shape: [4096, 4096], data_offsets: [0, 1] },
      b: { dtype: 'F32', shape: [10], data_offsets: [1, 2] },
      c: { dtype: 'BF16', shape: [], data_offsets: [2, 3] },
    });
    expect(readSafeTensorsHeader(bytes)).toEqual({
      format: 'safetensors',
      tensorCount: 3,
      parameterCount: 4096 * 4096 + 10 + 1,
      parametersByType: [
        { type: 'BF16', parameterCount: 4096 * 4096 + 1 },
        { type: 'F32', parameterCount: 10 },
      ],
      metadata: { format: 'pt' },
      headerBytes: bytes.length,
    });
  });

  it('needs no more of the file than it says', () => {
    const bytes = safeTensors({});
    expect(safeTensorsHeaderBytes(bytes.subarray(0, 8))).toBe(bytes.length);
  });

  it.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(), 'NOT_SAFETENSORS'],
    ['something else', safeTensors('PK\u0003\u0004'), 'NOT_SAFETENSORS'],
    [
      'a header of 100 GB',
      safeTensors('{}', 100_000_000_000n),
      'HEADER_TOO_LARGE',
    ],
    [
      'a header of 2^64 - 1 bytes',
      safeTensors('{}', 2n ** 64n - 1n),
      'HEADER_TOO_LARGE',
    ],
    ['half a header', safeTensors('{}', 100n), 'HEADER_NOT_VALID'],
    ['no JSON', safeTensors('{"a":'), 'HEADER_NOT_VALID'],
    ['a tensor of null', safeTensors({ a: null }), 'HEADER_NOT_VALID'],
    [
      'a negative shape',
      safeTensors({ a: { dtype: 'F32', shape: [-1] } }),
      'HEADER_NOT_VALID',
    ],
    [
      'more parameters than numbers',
      safeTensors({ a: { dtype: 'F32', shape: [2 ** 40, 2 ** 40] } }),
      'HEADER_NOT_VALID',
    ],
    [
      'a type that is a text',
      safeTensors({ a: { dtype: 'x'.repeat(1000), shape: [] } }),
      'HEADER_NOT_VALID',
    ],
    [
      'metadata that are none',
      safeTensors({ __metadata__: { a: 1 } }),
      'HEADER_NOT_VALID',
    ],
  ])('refuses %s', (_, bytes, code) => {
    expect(codeOf(() => readSafeTensorsHeader(bytes))).toBe(code);
  });

  it('throws nothing but WeightsError, whatever it reads', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.json(), (raw, json) => {
        expect(codeOf(() => readSafeTensorsHeader(raw))).toMatch(CODE);
        expect(codeOf(() => readSafeTensorsHeader(safeTensors(json)))).toMatch(
          CODE,
        );
      }),
    );
  });
});

describe('readGgufHeader', () => {
  const file = ggufBytes({
    metadata: [
      ['general.architecture', 'text', 'llama'],
      ['general.file_type', 'uint32', 15],
      ['tokenizer.ggml.tokens', 'texts', ['a', 'bc', 'def']],
      ['llama.context_length', 'uint64', 131072n],
    ],
    tensors: [
      ['blk.0.attn_q.weight', [4096, 4096], 12],
      ['output_norm.weight', [4096], 0],
      ['odd', [2], 9999],
    ],
  });

  it('tells architecture, quantisation and parameters', () => {
    expect(readGgufHeader(file)).toEqual({
      format: 'gguf',
      tensorCount: 3,
      parameterCount: 4096 * 4096 + 4096 + 2,
      parametersByType: [
        { type: 'Q4_K', parameterCount: 4096 * 4096 },
        { type: 'F32', parameterCount: 4096 },
        { type: 'TYPE_9999', parameterCount: 2 },
      ],
      metadata: {
        'general.architecture': 'llama',
        'general.file_type': '15',
        'llama.context_length': '131072',
      },
      architecture: 'llama',
      quantization: 'MOSTLY_Q4_K_M',
      headerBytes: file.length,
    });
  });

  it('asks for more wherever the bytes end, and gets on with it', () => {
    for (let length = 0; length < file.length; length++) {
      const read = readGgufHeader(file.subarray(0, length));
      expect(read).toEqual({ neededBytes: expect.any(Number) });
      const { neededBytes } = read as { neededBytes: number };
      expect(neededBytes).toBeGreaterThan(length);
      expect(neededBytes).toBeLessThanOrEqual(file.length);
    }
  });

  it.each<[string, Uint8Array, string]>([
    ['something else', new TextEncoder().encode('PK\u0003\u0004'), 'NOT_GGUF'],
    [
      'a version to come',
      ggufBytes({ version: 4, metadata: [], tensors: [] }),
      'HEADER_NOT_VALID',
    ],
    [
      'more tensors than there can be',
      ggufBytes({ tensorCount: 2n ** 63n, metadata: [], tensors: [] }),
      'HEADER_NOT_VALID',
    ],
    [
      'more metadata than there can be',
      ggufBytes({ pairCount: 2n ** 40n, metadata: [], tensors: [] }),
      'HEADER_NOT_VALID',
    ],
    [
      'a list of 2^60 numbers',
      ggufBytes({ metadata: [['a', 'list', 2n ** 60n]], tensors: [] }),
      'HEADER_NOT_VALID',
    ],
    [
      'a list longer than any header',
      ggufBytes({ metadata: [['a', 'list', 15_000_000n]], tensors: [] }),
      'HEADER_TOO_LARGE',
    ],
    [
      'a tensor of a thousand dimensions',
      ggufBytes({
        metadata: [],
        tensors: [['a', Array.from({ length: 1000 }, () => 1), 0]],
      }),
      'HEADER_NOT_VALID',
    ],
    [
      'a tensor of more parameters than numbers',
      ggufBytes({ metadata: [], tensors: [['a', [2 ** 40, 2 ** 40], 0]] }),
      'HEADER_NOT_VALID',
    ],
  ])('refuses %s', (_, bytes, code) => {
    expect(codeOf(() => readGgufHeader(bytes))).toBe(code);
  });

  it('throws nothing but WeightsError, whatever is wrong in it', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.nat(file.length - 1), fc.integer({ min: 0, max: 255 })),
          { maxLength: 8 },
        ),
        edits => {
          const bytes = file.slice();
          for (const [at, value] of edits) bytes[at] = value;
          expect(codeOf(() => readGgufHeader(bytes))).toMatch(CODE);
        },
      ),
      { numRuns: 500 },
    );
  });
});

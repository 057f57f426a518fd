import { GgufReader, NeedsMoreBytes } from './GgufReader';
import { ggufFileType, ggufTensorType } from './ggufTypes';
import { WeightsError } from './WeightsError';
import {
  MetadataCollector,
  ParameterCounter,
  type WeightsHeader,
} from './WeightsHeader';

/** `GGUF`, little-endian. */
const MAGIC = 0x46554747;
/**
 * How much of a file is read for its header: a vocabulary of 256,000 words with scores and merges takes some ten
 * megabytes.
 *
 * @public
 */
export const GGUF_MAX_HEADER_BYTES = 64 * 1024 * 1024;
const MAX_TENSORS = 1_000_000;
const MAX_PAIRS = 100_000;
const MAX_ELEMENTS = 16_000_000;
const MAX_DIMENSIONS = 8;
const MAX_DEPTH = 4;

/** Sizes of values by type number; texts (8) and lists (9) have none. */
const SIZES: readonly (number | undefined)[] = [
  1,
  1,
  2,
  2,
  4,
  4,
  4,
  1,
  undefined,
  undefined,
  8,
  8,
  8,
];

/**
 * Reads the header of a GGUF file (versions 2 and 3, little-endian).
 *
 * @param bytes - the beginning of the file
 * @returns the header, or how many bytes of the file are needed at least to go on: read twice as many as there were
 * @throws WeightsError
 * @public
 */
export function readGgufHeader(
  bytes: Uint8Array,
): WeightsHeader | { readonly neededBytes: number } {
  const reader = new GgufReader(bytes, why =>
    notValid(`Its header is not that of a GGUF file: ${why}.`),
  );
  try {
    return readHeader(reader);
  } catch (error) {
    if (!(error instanceof NeedsMoreBytes)) throw error;
    if (error.atLeast <= GGUF_MAX_HEADER_BYTES)
      return { neededBytes: error.atLeast };
    throw new WeightsError(
      'HEADER_TOO_LARGE',
      `The header is longer than ${GGUF_MAX_HEADER_BYTES} bytes, and no more are read.`,
    );
  }
}

function readHeader(reader: GgufReader): WeightsHeader {
  if (reader.uint32() !== MAGIC)
    throw new WeightsError('NOT_GGUF', 'The file does not begin as GGUF does.');
  const version = reader.uint32();
  if (version !== 2 && version !== 3)
    throw notValid(`It is GGUF of version ${version}; 2 and 3 are known.`);
  const tensors = reader.count('tensors', MAX_TENSORS);
  const pairs = reader.count('metadata', MAX_PAIRS);
  const metadata = new MetadataCollector();
  for (let index = 0; index < pairs; index++) {
    const key = reader.text();
    const value = readValue(reader, reader.uint32(), 0);
    if (value !== undefined) metadata.add(key, String(value));
  }
  const counter = new ParameterCounter();
  for (let index = 0; index < tensors; index++) readTensor(reader, counter);
  const record = metadata.toRecord();
  const fileType = record['general.file_type'];
  const architecture = record['general.architecture'];
  return {
    format: 'gguf',
    ...counter.summary(),
    metadata: record,
    ...(architecture ? { architecture } : {}),
    ...(fileType ? { quantization: ggufFileType(Number(fileType)) } : {}),
    headerBytes: reader.position,
  };
}

function readTensor(reader: GgufReader, counter: ParameterCounter): void {
  const name = reader.text();
  const dimensions = reader.uint32();
  if (dimensions > MAX_DIMENSIONS)
    throw notValid(
      `Its tensor ${JSON.stringify(
        name.slice(0, 100),
      )} has ${dimensions} dimensions.`,
    );
  const shape: number[] = [];
  for (let index = 0; index < dimensions; index++)
    shape.push(Number(reader.uint64()));
  const type = ggufTensorType(reader.uint32());
  reader.skip(8); // where its data are
  if (!counter.add(type, shape))
    throw notValid(
      `Its tensor ${JSON.stringify(
        name.slice(0, 100),
      )} has no shape that a tensor can have.`,
    );
}

/** @returns `undefined` for a list: vocabularies are no metadata to look at */
function readValue(
  reader: GgufReader,
  type: number,
  depth: number,
): string | number | bigint | boolean | undefined {
  switch (type) {
    case 0:
      return reader.uint8();
    case 1:
      return reader.int8();
    case 2:
      return reader.uint16();
    case 3:
      return reader.int16();
    case 4:
      return reader.uint32();
    case 5:
      return reader.int32();
    case 6:
      return reader.float32();
    case 7:
      return reader.uint8() !== 0;
    case 8:
      return reader.text();
    case 9:
      skipList(reader, depth);
      return undefined;
    case 10:
      return reader.uint64();
    case 11:
      return reader.int64();
    case 12:
      return reader.float64();
    default:
      throw notValid(`It holds a value of the unknown type ${type}.`);
  }
}

function skipList(reader: GgufReader, depth: number): void {
  if (depth >= MAX_DEPTH) throw notValid('It holds lists of lists, too deep.');
  const type = reader.uint32();
  const count = reader.count('elements in a list', MAX_ELEMENTS);
  const size = SIZES[type];
  if (size !== undefined) {
    reader.skip(count * size);
    return;
  }
  if (type === 8)
    for (let index = 0; index < count; index++)
      reader.skip(reader.count('bytes in a text', GGUF_MAX_HEADER_BYTES));
  else if (type === 9)
    for (let index = 0; index < count; index++) skipList(reader, depth + 1);
  else throw notValid(`It holds a list of the unknown type ${type}.`);
}

function notValid(message: string): WeightsError {
  return new WeightsError('HEADER_NOT_VALID', message);
}

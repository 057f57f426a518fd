import { WeightsError } from './WeightsError';
import {
  MetadataCollector,
  ParameterCounter,
  type WeightsHeader,
} from './WeightsHeader';

/** The length that stands before the header. */
const LENGTH_BYTES = 8;
/**
 * The format allows 100 MB. That is a file of a million tensors; the largest models of the hub have headers of a few
 * hundred KiB, and more than this is not parsed for a summary.
 */
/** @public */
export const SAFETENSORS_MAX_HEADER_BYTES = 25 * 1024 * 1024;
const MAX_DIMENSIONS = 16;

/**
 * How many bytes of a SafeTensors file hold its header, with the length before it.
 *
 * @param start - the first eight bytes at least
 * @throws WeightsError `NOT_SAFETENSORS`, `HEADER_TOO_LARGE`
 * @public
 */
export function safeTensorsHeaderBytes(start: Uint8Array): number {
  if (start.length < LENGTH_BYTES)
    throw new WeightsError(
      'NOT_SAFETENSORS',
      'The file is too short for SafeTensors.',
    );
  const length = new DataView(
    start.buffer,
    start.byteOffset,
    start.byteLength,
  ).getBigUint64(0, true);
  if (start.length > LENGTH_BYTES && start[LENGTH_BYTES] !== 0x7b)
    throw new WeightsError(
      'NOT_SAFETENSORS',
      'The file does not begin as SafeTensors do.',
    );
  if (length > BigInt(SAFETENSORS_MAX_HEADER_BYTES))
    throw new WeightsError(
      'HEADER_TOO_LARGE',
      `The header is said to be ${length} bytes long, and no more than ${SAFETENSORS_MAX_HEADER_BYTES} are read.`,
    );
  return LENGTH_BYTES + Number(length);
}

/**
 * Reads the header of a SafeTensors file.
 *
 * @param bytes - as many of the file as {@link safeTensorsHeaderBytes} says, or more
 * @throws WeightsError
 * @public
 */
export function readSafeTensorsHeader(bytes: Uint8Array): WeightsHeader {
  const headerBytes = safeTensorsHeaderBytes(bytes);
  if (bytes.length < headerBytes) throw notValid('It ends within its header.');
  const header = parse(bytes.subarray(LENGTH_BYTES, headerBytes));
  const counter = new ParameterCounter();
  const metadata = new MetadataCollector();
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') collect(metadata, value);
    else count(counter, name, value);
  }
  return {
    format: 'safetensors',
    ...counter.summary(),
    metadata: metadata.toRecord(),
    headerBytes,
  };
}

function parse(bytes: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(bytes),
    );
    if (isObject(value)) return value;
  } catch {
    // said below
  }
  throw notValid('Its header is no JSON object.');
}

function collect(metadata: MetadataCollector, value: unknown): void {
  if (!isObject(value)) throw notValid("Its '__metadata__' is no object.");
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string')
      throw notValid("Its '__metadata__' holds something that is no text.");
    metadata.add(key, text);
  }
}

function count(counter: ParameterCounter, name: string, value: unknown): void {
  const { dtype, shape } = isObject(value) ? value : {};
  const isTensor =
    typeof dtype === 'string' &&
    /^\w{1,20}$/.test(dtype) &&
    Array.isArray(shape) &&
    shape.length <= MAX_DIMENSIONS &&
    shape.every(length => Number.isSafeInteger(length) && length >= 0);
  if (!isTensor || !counter.add(dtype, shape))
    throw notValid(
      `Its tensor ${JSON.stringify(
        name.slice(0, 100),
      )} has no type and shape that a tensor can have.`,
    );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function notValid(message: string): WeightsError {
  return new WeightsError('HEADER_NOT_VALID', message);
}

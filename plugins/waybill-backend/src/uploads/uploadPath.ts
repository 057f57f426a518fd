import { WaybillError } from '../errors';

const MAX_SEGMENT_BYTES = 255;
const MAX_SEGMENTS = 32;
const UNSAFE = /[\p{Cc}\\]/u;

/** Longest part of a refused path that a message repeats. */
const QUOTED = 120;

/**
 * The path of an uploaded file, relative and below the folder of its upload whatever it was called.
 *
 * @throws WaybillError `UPLOAD_MALFORMED`
 */
export function toUploadPath(name: string): string {
  const path = name.replace(/^(\.\/+)+/, '').replace(/\/+$/, '');
  const segments = path.split('/');
  const isSafe =
    segments.length <= MAX_SEGMENTS &&
    !UNSAFE.test(path) &&
    segments.every(
      segment =>
        segment !== '' &&
        segment !== '.' &&
        segment !== '..' &&
        Buffer.byteLength(segment) <= MAX_SEGMENT_BYTES,
    );
  if (!isSafe) {
    const quoted = JSON.stringify(name.slice(0, QUOTED));
    throw new WaybillError(
      'UPLOAD_MALFORMED',
      `The upload holds the path ${quoted}, which is not a plain path inside of it; rename the file.`,
    );
  }
  return path;
}

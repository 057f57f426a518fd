import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { extract, type Extract, type Header } from 'tar-stream';
import { ShipError } from '../../ShipError';

const MAX_ENTRIES = 10_000;
/** What a portal's disk is asked to hold for one task; larger models are shipped from a folder on a Git host or store. */
const MAX_BYTES = 20 * 1024 ** 3;

/**
 * Unpacks files and folders. Links, devices and paths that lead out of the folder are refused: the archive came from a
 * user.
 *
 * @throws ShipError `INVALID_SOURCE`, `SOURCE_TOO_LARGE`
 */
export async function extractTar(
  archive: Readable,
  directory: string,
  options: { readonly signal?: AbortSignal; readonly maxBytes?: number } = {},
): Promise<void> {
  const maxBytes = options.maxBytes ?? MAX_BYTES;
  const entries = extract();
  const broken = new AbortController();
  const feeding = pipeline(archive, entries, { signal: options.signal });
  // An archive that breaks off inside a file leaves that file's stream open for ever: this ends it.
  feeding.catch(error => broken.abort(error));
  try {
    await writeEntries(entries, directory, maxBytes, broken.signal);
    await feeding;
  } catch (error) {
    const isBrokenOff = (error as Error).name === 'AbortError';
    throw isBrokenOff && broken.signal.aborted ? broken.signal.reason : error;
  }
}

async function writeEntries(
  entries: Extract,
  directory: string,
  maxBytes: number,
  signal: AbortSignal,
): Promise<void> {
  let count = 0;
  let sizeBytes = 0;
  for await (const entry of entries) {
    count += 1;
    sizeBytes += entry.header.size ?? 0;
    if (count > MAX_ENTRIES || sizeBytes > maxBytes) {
      throw new ShipError({
        code: 'SOURCE_TOO_LARGE',
        message: `The upload holds more than ${MAX_ENTRIES} files or ${maxBytes} bytes: ship it from a folder instead`,
      });
    }
    const target = checkEntry(entry.header, directory);
    if (entry.header.type === 'directory') {
      await mkdir(target, { recursive: true });
      entry.resume();
    } else {
      await mkdir(dirname(target), { recursive: true });
      // `wx`: an entry that comes twice is a trick, not a file.
      await pipeline(entry, createWriteStream(target, { flags: 'wx' }), {
        signal,
      });
    }
  }
}

function checkEntry(header: Header, directory: string): string {
  const { name, type } = header;
  if (type !== 'file' && type !== 'directory') {
    throw refuse(name, `is a ${type ?? 'strange entry'}, not a file`);
  }
  if (name.startsWith('/') || name.includes('\\') || name.includes('\0')) {
    throw refuse(name, 'is no relative path');
  }
  try {
    return resolveSafeChildPath(directory, name);
  } catch (cause) {
    throw refuse(name, 'leads out of the folder', cause);
  }
}

function refuse(name: string, reason: string, cause?: unknown): ShipError {
  return new ShipError({
    code: 'INVALID_SOURCE',
    message: `The upload is refused: '${name.slice(
      0,
      100,
    )}' ${reason}. Upload plain files and folders`,
    cause,
  });
}

import { gunzipSync } from 'node:zlib';
import { type FileTree, normalizePath } from './FileTree';

const blockBytes = 512;
const maxUnpackedBytes = 64 * 1024 * 1024;
const maxFiles = 10_000;

/** Unpacks a gzipped tar into memory. Links and devices are skipped, a path that leads out of the tree is refused. */
export function untarGzip(bytes: Buffer): FileTree {
  return untar(gunzipSync(bytes, { maxOutputLength: maxUnpackedBytes }));
}

/** Unpacks a tar (USTAR, with PAX and GNU long names) into memory. */
export function untar(bytes: Buffer): FileTree {
  const files = new Map<string, Buffer>();
  let longName: string | undefined;
  for (let at = 0; at + blockBytes <= bytes.length; ) {
    const header = bytes.subarray(at, at + blockBytes);
    if (header.every(byte => byte === 0)) break;
    const size = sizeOf(header);
    const content = bytes.subarray(at + blockBytes, at + blockBytes + size);
    if (content.length < size) throw new Error('unexpected EOF');
    at += blockBytes + Math.ceil(size / blockBytes) * blockBytes;
    const type = String.fromCharCode(header[156] || 0x30);
    if (type === 'L') longName = textOf(content);
    else if (type === 'x') longName = paxPath(content) ?? longName;
    else if (type !== 'g') {
      const path = normalizePath(longName ?? nameOf(header));
      longName = undefined;
      if (type === '0' || type === '7') keep(files, path, content);
    }
  }
  return files;
}

function keep(
  files: Map<string, Buffer>,
  path: string | undefined,
  content: Buffer,
): void {
  if (!path) throw new Error('tar contained a path outside of its folder');
  if (files.size >= maxFiles)
    throw new Error(`tar contains more than ${maxFiles} files`);
  files.set(path, Buffer.from(content));
}

function textOf(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.subarray(0, end < 0 ? bytes.length : end).toString('utf8');
}

function nameOf(header: Buffer): string {
  const isUstar = header.subarray(257, 262).toString('latin1') === 'ustar';
  const prefix = isUstar ? textOf(header.subarray(345, 500)) : '';
  const name = textOf(header.subarray(0, 100));
  return prefix ? `${prefix}/${name}` : name;
}

function sizeOf(header: Buffer): number {
  const size = Number.parseInt(
    textOf(header.subarray(124, 136)).trim() || '0',
    8,
  );
  if (!Number.isFinite(size) || size < 0)
    throw new Error('tar: invalid header');
  return size;
}

/** `path` of a PAX record list (`<length> key=value\n`). */
function paxPath(content: Buffer): string | undefined {
  for (const line of content.toString('utf8').split('\n')) {
    const [, value] = /^\d+ path=(.*)$/.exec(line) ?? [];
    if (value) return value;
  }
  return undefined;
}

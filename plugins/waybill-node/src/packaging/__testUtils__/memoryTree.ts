import { Readable } from 'node:stream';
import type { FileTree, SourceFile } from '../FileTree';
import { byPath } from '../sources/packagePath';

/** Files without a disk: content by path; a path that ends with a slash is a folder of that mode. */
export function memoryTree(
  content: Readonly<Record<string, string | Buffer>>,
  modes: Readonly<Record<string, number>> = {},
): FileTree {
  const files = Object.entries(content).map(([path, bytes]): SourceFile => {
    const all = Buffer.from(bytes);
    return {
      path,
      sizeBytes: all.length,
      mode: modes[path] ?? 0o644,
      open: ({ start = 0 } = {}) => Readable.from([all.subarray(start)]),
    };
  });
  const folders = Object.entries(modes)
    .filter(([path]) => path.endsWith('/'))
    .map(([path, mode]) => ({ path: path.slice(0, -1), mode }));
  return { name: "'memory'", files: files.sort(byPath), folders };
}

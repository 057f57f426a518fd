import path from 'node:path/posix';
import type { FileTable } from './FileTable';
import type { PackagedFile, PackagedSpecial } from './PackageContents';

const MAX_HOPS = 16;

/**
 * The file that a link of the package leads to, where it is one of the package: the same bytes under another name, as with
 * the links of a model hub's cache.
 *
 * @param root - folder of an image that absolute links are allowed to name; empty where none are
 */
export function followLink(
  table: FileTable,
  link: PackagedSpecial,
  root: string,
): PackagedFile | undefined {
  let at: PackagedSpecial = link;
  for (let hop = 0; hop < MAX_HOPS; hop++) {
    const target = targetOf(at, root);
    const found = target === undefined ? undefined : table.get(target);
    if (!found) return undefined;
    if ('sizeBytes' in found) return { ...found, path: link.path };
    at = found;
  }
  return undefined;
}

function targetOf(
  { path: from, type, target = '' }: PackagedSpecial,
  root: string,
): string | undefined {
  if (type === 'device' || target === '') return undefined;
  const isFromTop = target.startsWith('/');
  if (isFromTop && root === '') return undefined;
  const folder = type === 'hardlink' || isFromTop ? '' : path.dirname(from);
  const resolved = path.join(folder, target.replace(/^\/+/, ''));
  return resolved.startsWith('..') ? undefined : resolved;
}

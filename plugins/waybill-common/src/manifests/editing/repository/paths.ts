/**
 * A path as another file of the repository writes it.
 *
 * @param folder - of the file that writes it; empty for the root
 * @returns `undefined` where it leaves the repository; the root is empty.
 * @internal
 */
export function resolvePath(folder: string, path: string): string | undefined {
  const segments = path.startsWith('/') ? [] : folder.split('/');
  for (const segment of path.split('/')) {
    if (segment === '..') {
      const isOutside = segments.filter(Boolean).length === 0;
      if (isOutside) return undefined;
      segments.pop();
    } else if (segment !== '.' && segment !== '') {
      segments.push(segment);
    }
  }
  return segments.filter(Boolean).join('/');
}

/** @internal */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** @internal */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The folder itself, and all around it. @internal */
export function foldersAround(path: string): string[] {
  const folders: string[] = [];
  for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) {
    folders.push(folder);
  }
  return [...folders, ''];
}

/** @internal */
export function isWithin(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

/** @internal */
export function joinPath(...parts: readonly string[]): string {
  return parts.filter(Boolean).join('/');
}

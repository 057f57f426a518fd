/** Files by their path, without leading `./`. */
export type FileTree = ReadonlyMap<string, Buffer>;

/** A path without `.`, `..` and empty parts; undefined when it leads out of its tree. */
export function normalizePath(path: string): string | undefined {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

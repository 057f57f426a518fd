/** A folder with what is in it, or a document. */
export type TreeNode<T> =
  | {
      readonly kind: 'folder';
      /** Path from the root, which is also its key. */
      readonly path: string;
      readonly name: string;
      readonly children: readonly TreeNode<T>[];
    }
  | {
      readonly kind: 'document';
      readonly path: string;
      readonly name: string;
      readonly document: T;
    };

/** Documents by the folders of their paths: folders first, then by name. Folders with one folder alone are one. */
export function fileTree<T extends { readonly path: string }>(
  documents: readonly T[],
  prefix = '',
): TreeNode<T>[] {
  const folders = new Map<string, T[]>();
  const here: TreeNode<T>[] = [];
  for (const document of documents) {
    const rest = document.path.slice(prefix.length);
    const slash = rest.indexOf('/');
    if (slash < 0) {
      here.push({
        kind: 'document',
        path: document.path,
        name: rest,
        document,
      });
    } else {
      const folder = rest.slice(0, slash);
      folders.set(folder, [...(folders.get(folder) ?? []), document]);
    }
  }
  return [
    ...[...folders]
      .sort(([a], [b]) => byName(a, b))
      .map(([name, inside]) => folderNode(name, inside, prefix)),
    ...here.sort((a, b) => byName(a.name, b.name)),
  ];
}

function folderNode<T extends { readonly path: string }>(
  name: string,
  inside: readonly T[],
  prefix: string,
): TreeNode<T> {
  const path = `${prefix}${name}/`;
  const children = fileTree(inside, path);
  const [only] = children;
  return children.length === 1 && only.kind === 'folder'
    ? { ...only, name: `${name}/${only.name}` }
    : { kind: 'folder', path, name, children };
}

function byName(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

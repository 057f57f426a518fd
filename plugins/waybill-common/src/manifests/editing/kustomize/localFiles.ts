import { resolvePath } from '../repository/paths';
import { textIn, treeAt, type Tree } from '../tree/Tree';
import type { BuildContext } from './BuildContext';

const LARGE = 65_536;

/** Flux's and others' own installations: a megabyte of definitions, which takes seconds to parse and serves no model. */
function holdsDefinitions({ index }: BuildContext, path: string): boolean {
  const text = index.textOf(path) ?? '';
  return (
    text.length > LARGE &&
    text.includes('kind: CustomResourceDefinition') &&
    !/^ *kind: (LLM)?InferenceService\s*$/m.test(text)
  );
}

/** Trees of a file; that it cannot be read stands in the way. @internal */
export function readTrees(
  context: BuildContext,
  path: string,
): readonly Tree[] {
  if (!context.count(path) || holdsDefinitions(context, path)) return [];
  const file = context.index.readFile(path);
  if (file.refusal) context.blocking.push(file.refusal);
  const encrypted = file.trees.find(tree => treeAt(tree, 'sops', 'mac'));
  if (encrypted) {
    context.miss(
      encrypted,
      'ENCRYPTED_FILE',
      'The file is encrypted with SOPS: pin the model outside of it',
    );
  }
  return file.trees;
}

const REMOTE = /^[a-z+]+:\/\/|^git@|^[\w.-]+\.[a-z]{2,}[/:].*\/|[?&]ref=|\/\//i;

/** A file or folder of the repository that an entry names. @internal */
export function localPath(
  context: BuildContext,
  folder: string,
  entry: Tree,
): string | undefined {
  const text = textIn(entry);
  if (text === undefined) return undefined;
  const path = resolvePath(folder, text);
  const exists =
    path !== undefined &&
    (context.index.isFile(path) || context.index.isFolder(path));
  if (exists) return path;
  if (REMOTE.test(text)) {
    context.miss(
      entry,
      'REMOTE_SOURCE',
      `${text.slice(
        0,
        120,
      )} is in another place, and what it holds is not known here: pin the model in this repository with a patch`,
    );
  } else {
    context.block(
      entry,
      'PATH_NOT_FOUND',
      `${text.slice(0, 120)} is not in the repository: correct the path first`,
    );
  }
  return undefined;
}

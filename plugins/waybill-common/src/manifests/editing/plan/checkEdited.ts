import { EditingError } from '../EditingError';
import { readSource } from '../repository/RepositoryIndex';
import type { Leaf, Tree } from '../tree/Tree';
import { sourceOfFile } from '../yaml/TextSource';
import type { SiteChange } from './SiteChanges';

interface EditedFile {
  readonly path: string;
  readonly before: string;
  readonly content: string;
  readonly changes: readonly SiteChange[];
}

/**
 * Holds an edited file against what it was: every value has to be the same but for those that were to change, and these
 * have to say what they were to say.
 *
 * @throws EditingError `EDIT_NOT_SAFE`
 * @internal
 */
export function checkEdited(file: EditedFile): void {
  const before = readSource(sourceOfFile(file.path, file.before));
  const after = readSource(sourceOfFile(file.path, file.content));
  const isSame =
    !after.refusal &&
    before.trees.length === after.trees.length &&
    before.trees.every((tree, at) => isAsWanted(tree, after.trees[at], file));
  if (isSame) return;
  const [{ site }] = file.changes;
  throw new EditingError({
    code: 'EDIT_NOT_SAFE',
    path: file.path,
    line: site.line,
    message:
      'Writing this value would change something else in the file as well: change it by hand',
  });
}

function isAsWanted(before: Tree, after: Tree, file: EditedFile): boolean {
  if (before.type === 'leaf') {
    return after.type === 'leaf' && isLeafAsWanted(before, after, file);
  }
  if (before.type === 'list') {
    return (
      after.type === 'list' &&
      before.items.length === after.items.length &&
      before.items.every((item, at) => isAsWanted(item, after.items[at], file))
    );
  }
  if (after.type !== 'map') return false;
  const added = [...after.entries.keys()].filter(
    key => !before.entries.has(key),
  );
  return (
    added.every(key => isAdded(before, key, after.entries.get(key), file)) &&
    [...before.entries].every(([key, value]) => {
      const now = after.entries.get(key);
      return now !== undefined && isAsWanted(value, now, file);
    })
  );
}

function isLeafAsWanted(before: Leaf, after: Leaf, file: EditedFile): boolean {
  const { changes } = file;
  const site = before.parts[0]?.site;
  if (!site) return before.value === after.value;
  const own = changes.find(change => change.site.start === site.start);
  if (own && own.site.value === own.after) return after.value === before.value;
  if (own) return after.value === own.after;
  const isAround = changes.some(
    change => change.site.start > site.start && change.site.end < site.end,
  );
  if (!isAround) return Object.is(before.value, after.value);
  return isTextAsWanted(before, after, file);
}

/** A text that holds YAML itself. */
function isTextAsWanted(before: Leaf, after: Leaf, file: EditedFile): boolean {
  const [old, now] = [before.embedded?.(), after.embedded?.()];
  if (!old || !now || 'code' in old || 'code' in now) return false;
  const [oldTrees, newTrees] = [readSource(old), readSource(now)];
  return (
    !newTrees.refusal &&
    oldTrees.trees.length === newTrees.trees.length &&
    oldTrees.trees.every((tree, at) =>
      isAsWanted(tree, newTrees.trees[at], file),
    )
  );
}

function isAdded(
  map: Extract<Tree, { type: 'map' }>,
  key: string,
  value: Tree | undefined,
  { changes }: EditedFile,
): boolean {
  return changes.some(
    ({ site, added }) =>
      added?.key === key &&
      value?.type === 'leaf' &&
      value.value === added.value &&
      [...map.entries.values()].some(
        entry =>
          entry.type === 'leaf' && entry.parts[0]?.site?.start === site.start,
      ),
  );
}

import type { RepositoryFile } from '../../environments/RepositoryFile';
import { EditingError } from '../EditingError';
import {
  isWanted,
  readModels,
  type ReferenceQuery,
} from '../references/findModelReferences';
import { RepositoryIndex } from '../repository/RepositoryIndex';
import { changeReference } from './changeReference';
import type { EditPlan } from './EditPlan';
import { finishPlan } from './finishPlan';
import { SiteChanges } from './SiteChanges';

/**
 * The edits that pin by digest what a repository names by tag; the tags stay, for people.
 *
 * @param digests - by tag
 * @throws EditingError `NOT_PINNED` for a tag of which no digest is given
 * @public
 */
export function planPins(
  files: readonly RepositoryFile[],
  query: ReferenceQuery & { readonly repository: string },
  digests: ReadonlyMap<string, string>,
): EditPlan {
  const index = new RepositoryIndex(files);
  const changes = new SiteChanges();
  const environments = new Set<string>();
  for (const { found, name } of readModels(index, query)) {
    for (const item of found.filter(one => isWanted(one, query))) {
      const { tag, digest: pinned } = item.reference;
      if (item.refusal) throw new EditingError(item.refusal);
      if (pinned !== undefined) continue;
      const digest = tag === undefined ? undefined : digests.get(tag);
      if (tag === undefined || digest === undefined) {
        throw new EditingError({
          code: 'NOT_PINNED',
          path: item.reference.path,
          line: item.reference.line,
          message: `${item.reference.value.slice(
            0,
            160,
          )} names no version whose digest is known: name one`,
        });
      }
      changeReference(
        { ...item, versions: [] },
        { version: tag, digest },
        changes,
      );
      environments.add(name);
    }
  }
  return finishPlan(index, changes.finish(), [...environments], []);
}

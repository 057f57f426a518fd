import type { RepositoryIndex } from '../repository/RepositoryIndex';
import { applyChanges } from './applyChanges';
import type { EditPlan } from './EditPlan';
import type { SiteChange } from './SiteChanges';
import { unifiedDiff } from './unifiedDiff';

/** @throws EditingError `EDIT_NOT_SAFE` @internal */
export function finishPlan(
  index: RepositoryIndex,
  changes: readonly SiteChange[],
  environments: readonly string[],
  notes: readonly string[],
): EditPlan {
  const { edits, files } = applyChanges(index, changes);
  return {
    edits,
    files,
    diff: files
      .map(({ path, before, content }) => unifiedDiff(path, before, content))
      .join(''),
    environments,
    notes: edits.length > 0 ? notes : [],
  };
}

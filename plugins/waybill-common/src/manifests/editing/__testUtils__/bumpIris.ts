import { planVersionBump, type VersionBump } from '../plan/planVersionBump';
import { filesOf, IRIS, NEW, type Repository } from './repositories';

/** Has the environment `dev` run another version of the model. */
export function bumpIris(
  repository: Repository,
  change: Partial<VersionBump> = {},
) {
  return planVersionBump(filesOf(repository), {
    repository: IRIS,
    version: '1.1.0',
    digest: NEW,
    target: { environments: ['dev'] },
    ...change,
  });
}

/** `path:line field`, of each edit. */
export function placesOf(plan: ReturnType<typeof bumpIris>): string[] {
  return plan.edits.map(({ path, line, field }) => `${path}:${line} ${field}`);
}

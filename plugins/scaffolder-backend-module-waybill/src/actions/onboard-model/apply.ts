import {
  findModelReferences,
  parseRepository,
} from '@waybill/backstage-plugin-waybill-common';
import { readManifests } from '../../changes/manifestFiles';
import { requireGitRepository } from '../../changes/requireGitRepository';
import { resolvePackage } from '../../changes/resolvePackage';
import type { ActionDependencies } from '../../dependencies';
import { requireRegistry } from '../../settings';
import {
  describeModel,
  findModel,
  type FoundModel,
  type OnboardEdits,
  type OnboardPlan,
  planOnboardEdits,
} from './plan';

type Tools = Pick<ActionDependencies, 'client' | 'scm' | 'settings'>;

/** What was found, and what is to be written. */
export interface ReadOnboard {
  readonly base: string;
  readonly model: FoundModel;
  /** Of those that the repository names by tag only. */
  readonly digests: ReadonlyMap<string, string>;
  readonly edits: OnboardEdits;
}

/**
 * Reads the Git repository, and the registry for what is not pinned; writes nothing.
 *
 * @throws EditingError, ShipError, ScmError, RegistryError
 */
export async function readOnboard(
  plan: OnboardPlan,
  { client, scm, settings }: Tools,
  context: {
    readonly log: (line: string) => void;
    readonly signal?: AbortSignal;
  },
): Promise<ReadOnboard> {
  const git = scm(plan.git.host);
  const { defaultBranch } = await requireGitRepository(git, plan.git, context);
  const base = plan.input.branch ?? defaultBranch;
  const { files } = await readManifests(git, plan.git, {
    branch: base,
    path: plan.input.path,
    signal: context.signal,
  });
  const model = findModel(
    plan,
    findModelReferences(files, plan.query),
    settings,
  );
  describeModel(model).forEach(context.log);
  const repository = parseRepository(model.repository);
  const digests = new Map<string, string>();
  for (const { tag, digest } of model.references) {
    if (digest !== undefined || tag === undefined || digests.has(tag)) continue;
    requireRegistry(settings, repository.host);
    digests.set(
      tag,
      await resolvePackage(client, repository, { version: tag }, context),
    );
  }
  const catalogFile = plan.input.path
    ? await git.readFile(
        plan.git,
        { path: 'catalog-info.yaml', ref: base },
        context,
      )
    : undefined;
  const all = catalogFile
    ? [...files, { path: 'catalog-info.yaml', content: catalogFile.content }]
    : files;
  const edits = planOnboardEdits(plan, model, all, digests);
  return { base, model, digests, edits };
}

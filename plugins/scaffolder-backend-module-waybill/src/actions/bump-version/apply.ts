import type { EditPlan } from '@waybill/backstage-plugin-waybill-common';
import { readManifests } from '../../changes/manifestFiles';
import {
  proposeChange,
  type ProposedChange,
} from '../../changes/proposeChange';
import { requireGitRepository } from '../../changes/requireGitRepository';
import { resolvePackage } from '../../changes/resolvePackage';
import type { ActionDependencies } from '../../dependencies';
import { applyVerify } from '../verify-package/apply';
import { type BumpPlan, planEdits, toProposal } from './plan';

type Tools = Pick<ActionDependencies, 'client' | 'signing' | 'scm'>;

/** What is to be written, and where to. */
export interface ReadBump {
  readonly digest: string;
  readonly base: string;
  readonly edits: EditPlan;
}

/**
 * Reads the registry and the Git repository; writes nothing.
 *
 * @throws EditingError, ShipError, ScmError, RegistryError
 */
export async function readBump(
  plan: BumpPlan,
  { client, scm }: Tools,
  context: {
    readonly log: (line: string) => void;
    readonly signal?: AbortSignal;
    readonly isDryRun?: boolean;
  },
): Promise<ReadBump> {
  const git = scm(plan.git.host);
  const { defaultBranch } = await requireGitRepository(git, plan.git, context);
  const base = plan.branch ?? defaultBranch;
  const digest = await resolvePackage(client, plan.repository, plan, context);
  const { files, skipped } = await readManifests(git, plan.git, {
    branch: base,
    path: plan.path,
    signal: context.signal,
  });
  for (const path of skipped.slice(0, 10)) {
    context.log(`Not read: ${path} is no text of a manifest's size`);
  }
  return { digest, base, edits: planEdits(plan, digest, files) };
}

/**
 * Checks the signatures, and proposes the change.
 *
 * @throws ShipError, ScmError
 */
export async function applyBump(
  plan: BumpPlan,
  { digest, base, edits }: ReadBump,
  { signing, scm }: Tools,
  context: {
    readonly log: (line: string) => void;
    readonly signal?: AbortSignal;
  },
): Promise<ProposedChange> {
  if (plan.isVerified) {
    const { message } = await applyVerify(
      { repository: plan.repository, digest, attestations: [] },
      signing,
      context,
    );
    context.log(message);
  }
  return proposeChange(
    scm(plan.git.host),
    toProposal(plan, digest, edits, base),
    context,
  );
}

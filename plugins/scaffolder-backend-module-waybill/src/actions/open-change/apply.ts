import type { ScmClient } from '@waybill/backstage-plugin-waybill-node';
import {
  proposeChange,
  type ProposedChange,
} from '../../changes/proposeChange';
import { requireGitRepository } from '../../changes/requireGitRepository';
import { compareChange, type OpenChangePlan, type ReadChange } from './plan';

/** @throws ScmError */
export async function readChange(
  plan: OpenChangePlan,
  client: ScmClient,
  context: { readonly signal?: AbortSignal },
): Promise<ReadChange> {
  const repository = await requireGitRepository(client, plan.git, context);
  const base = plan.branch ?? repository.defaultBranch;
  const wanted = new Set(plan.files.map(({ path }) => path));
  const { files } = await client.readTree(plan.git, {
    ref: base,
    include: path => wanted.has(path),
    signal: context.signal,
  });
  const existing = new Map(files.map(file => [file.path, file.content]));
  return compareChange(plan, base, existing);
}

/** @throws ScmError, ShipError */
export function applyOpenChange(
  plan: OpenChangePlan,
  { base, files }: ReadChange,
  client: ScmClient,
  context: { readonly signal?: AbortSignal },
): Promise<ProposedChange> {
  const { git, head, title, body } = plan;
  return proposeChange(
    client,
    { repo: git, base, head, title, body, files },
    context,
  );
}

import { formatReference } from '@waybill/backstage-plugin-waybill-common';
import { isError } from '@backstage/errors';
import type { ActionDependencies } from '../../dependencies';
import { ShipError } from '../../ShipError';
import type { CheckPlan } from './plan';

/**
 * - `new`: neither is there.
 * - `continued`: the version is, with this very package as far as it is known: a task that is run again.
 */
export type CheckState = 'new' | 'continued';

/**
 * Finds out before anything is sent what would stop the task afterwards.
 *
 * @throws ShipError `TAG_EXISTS`, `REPOSITORY_TAKEN`
 */
export async function applyCheck(
  plan: CheckPlan,
  { client, scm }: Pick<ActionDependencies, 'client' | 'scm'>,
  { signal }: { readonly signal?: AbortSignal },
): Promise<CheckState> {
  const { repository, version, digest, git } = plan;
  const reference = formatReference({ ...repository, tag: version });
  const existing = await client.resolve(repository, version, { signal });
  // Without a digest the push itself compares, before it sends anything.
  if (existing && digest && existing.digest !== digest) {
    throw new ShipError({
      code: 'TAG_EXISTS',
      message: `${reference} is there already (${existing.digest}), and these files make ${digest}: versions are immutable, choose a new one`,
    });
  }
  const found = await scm(git.host).getRepository(git, { signal });
  const isTaken = found !== undefined && !found.isEmpty;
  if (isTaken && !existing) {
    throw new ShipError({
      code: 'REPOSITORY_TAKEN',
      message: `The Git repository ${git.owner}/${git.name} on ${git.host} exists, and no package ${reference}: the name belongs to another model, or this is a new version of it. Choose another name, or push the version and change the digest in that repository`,
    });
  }
  return existing ? 'continued' : 'new';
}

/** A dry run looks as well; what it cannot see does not keep it from showing the rest. */
export async function tryCheck(
  ...args: Parameters<typeof applyCheck>
): Promise<CheckState | undefined> {
  try {
    return await applyCheck(...args);
  } catch (error) {
    if (isError(error) && error.name === 'ShipError') throw error;
    return undefined;
  }
}

import type { ScmRepositoryLocation } from '@waybill/backstage-plugin-waybill-node';
import type { WaybillSettings } from '../../settings';

export interface FetchRepositoryInput {
  readonly gitUrl: string;
  readonly branch?: string;
  readonly path?: string;
  readonly targetPath?: string;
}

/** Which folder of which Git repository comes into the workspace. */
export interface FetchRepositoryPlan {
  readonly git: ScmRepositoryLocation;
  readonly branch?: string;
  /** Without slashes at its ends; empty for the root. */
  readonly path: string;
  readonly targetPath: string;
}

/** @throws ScmError */
export function planFetchRepository(
  input: FetchRepositoryInput,
  settings: WaybillSettings,
): FetchRepositoryPlan {
  return {
    git: settings.locateRepository(input.gitUrl),
    ...(input.branch && { branch: input.branch }),
    path: (input.path ?? '').replace(/^\/+|\/+$/g, ''),
    targetPath: input.targetPath ?? 'repository',
  };
}

export function describeFetchRepository({
  git,
  branch,
  path,
}: FetchRepositoryPlan): string {
  return `Plan: read '${path || '/'}' of ${git.owner}/${git.name} on ${
    git.host
  }, ${branch ? `branch ${branch}` : 'its default branch'}`;
}

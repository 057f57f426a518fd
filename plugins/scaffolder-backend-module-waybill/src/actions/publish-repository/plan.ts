import {
  validateModelName,
  type RepositoryFile,
} from '@waybill/backstage-plugin-waybill-common';
import {
  type ScmRepositoryLocation,
  type ScmVisibility,
} from '@waybill/backstage-plugin-waybill-node';
import { formatFileCount } from '../../progress';
import { requireSetting, type WaybillSettings } from '../../settings';

export interface PublishInput {
  readonly path?: string;
  readonly name?: string;
  /** In place of host, owner and name. */
  readonly gitUrl?: string;
  readonly host?: string;
  readonly owner?: string;
  readonly description?: string;
  readonly visibility?: ScmVisibility;
  readonly message?: string;
}

/** Which Git repository will hold which files. */
export interface PublishPlan {
  readonly path: string;
  readonly host: string;
  readonly owner: string;
  readonly name: string;
  readonly description?: string;
  readonly visibility?: ScmVisibility;
  readonly message: string;
}

/** @throws InvalidReferenceError, ShipError */
export function planPublish(
  input: PublishInput,
  settings: WaybillSettings,
): PublishPlan {
  const place = input.gitUrl
    ? settings.locateRepository(input.gitUrl)
    : placeOf(input, settings);
  return {
    path: input.path ?? 'repository',
    ...place,
    description: input.description,
    ...(input.visibility && { visibility: input.visibility }),
    message: input.message || `feat: ship ${place.name}`,
  };
}

function placeOf(
  input: PublishInput,
  { defaults }: WaybillSettings,
): ScmRepositoryLocation {
  return {
    name: validateModelName(input.name ?? ''),
    host: requireSetting(input.host, defaults.gitHost, 'host', 'gitHost'),
    owner: requireSetting(input.owner, defaults.gitOwner, 'owner', 'gitOwner'),
  };
}

export function describePublish(
  plan: PublishPlan,
  files: readonly RepositoryFile[],
): string[] {
  return [
    `Plan: create the Git repository ${plan.owner}/${plan.name} on ${
      plan.host
    } and commit ${formatFileCount(files.length)}`,
    ...files.map(file => `  ${file.path}`),
  ];
}

import {
  validateModelName,
  type RepositoryFile,
} from '@waybill/backstage-plugin-waybill-common';
import { formatFileCount } from '../../progress';
import { requireSetting, type WaybillSettings } from '../../settings';

export interface PublishInput {
  readonly path?: string;
  readonly name: string;
  readonly host?: string;
  readonly owner?: string;
  readonly description?: string;
  readonly message?: string;
}

/** Which Git repository will hold which files. */
export interface PublishPlan {
  readonly path: string;
  readonly host: string;
  readonly owner: string;
  readonly name: string;
  readonly description?: string;
  readonly message: string;
}

/** @throws InvalidReferenceError, ShipError */
export function planPublish(
  input: PublishInput,
  settings: WaybillSettings,
): PublishPlan {
  const { defaults } = settings;
  const name = validateModelName(input.name);
  return {
    path: input.path ?? 'repository',
    host: requireSetting(input.host, defaults.gitHost, 'host', 'gitHost'),
    owner: requireSetting(input.owner, defaults.gitOwner, 'owner', 'gitOwner'),
    name,
    description: input.description,
    message: input.message || `feat: ship ${name}`,
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

import {
  formatReference,
  validateDigest,
} from '@waybill/backstage-plugin-waybill-common';
import type { RepositoryName } from '@waybill/backstage-plugin-waybill-node';
import {
  readRepository,
  readTarget,
  type TargetInput,
} from '../../packages/packageTarget';
import { requireSetting, type WaybillSettings } from '../../settings';

export interface CheckInput extends TargetInput {
  readonly digest?: string;
  readonly host?: string;
  readonly owner?: string;
}

/** Which names are looked at. */
export interface CheckPlan {
  readonly repository: RepositoryName;
  readonly manifestsRepository: string;
  readonly version: string;
  readonly digest?: string;
  readonly git: {
    readonly host: string;
    readonly owner: string;
    readonly name: string;
  };
}

/** @throws InvalidReferenceError, ShipError */
export function planCheck(
  input: CheckInput,
  settings: WaybillSettings,
): CheckPlan {
  const { defaults } = settings;
  const { repository, manifestsRepository, version } = readTarget(
    input,
    settings,
  );
  return {
    repository: readRepository(repository, settings),
    manifestsRepository,
    version,
    ...(input.digest && { digest: validateDigest(input.digest) }),
    git: {
      host: requireSetting(input.host, defaults.gitHost, 'host', 'gitHost'),
      owner: requireSetting(
        input.owner,
        defaults.gitOwner,
        'owner',
        'gitOwner',
      ),
      name: input.name,
    },
  };
}

export function describeCheck({ repository, version, git }: CheckPlan): string {
  return `Plan: look whether ${formatReference({
    ...repository,
    tag: version,
  })} and the Git repository ${git.owner}/${git.name} on ${git.host} are free`;
}

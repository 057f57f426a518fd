import {
  formatReference,
  isDigest,
  isTag,
  validateVersion,
} from '@waybill/backstage-plugin-waybill-common';
import type {
  CopyPlan,
  RepositoryName,
} from '@waybill/backstage-plugin-waybill-node';
import {
  type PackageSource,
  readPackageSource,
} from '../../packages/packageSource';
import { readRepository } from '../../packages/packageTarget';
import { formatBytes } from '../../progress';
import type { WaybillSettings } from '../../settings';

export interface CopyInput {
  readonly from: string;
  readonly repository: string;
  readonly version?: string;
  readonly withSignatures?: boolean;
  readonly platforms?: readonly string[];
}

/** What will be copied where. */
export interface CopyRequest {
  readonly from: PackageSource;
  readonly repository: RepositoryName;
  readonly tag: string;
  readonly withReferrers: boolean;
  readonly platforms?: readonly string[];
}

/** @throws InvalidReferenceError, ShipError */
export function planCopyRequest(
  input: CopyInput,
  settings: WaybillSettings,
): CopyRequest {
  const from = readPackageSource(input.from, settings);
  const { tagOrDigest } = from;
  const isByTag = isTag(tagOrDigest) && !isDigest(tagOrDigest);
  return {
    from,
    repository: readRepository(input.repository, settings),
    tag: validateVersion(input.version || (isByTag ? tagOrDigest : '')),
    withReferrers: input.withSignatures ?? true,
    platforms: input.platforms,
  };
}

export function describeCopy(request: CopyRequest, plan: CopyPlan): string[] {
  const { from, repository, tag } = request;
  const target = formatReference({ ...repository, tag });
  return [
    `Plan: copy ${from.name} to ${target} as ${plan.descriptor.digest}`,
    plan.wasThere
      ? '  it is there already'
      : `  ${plan.manifests.length} manifests, ${formatBytes(
          plan.totalBytes,
        )} in ${plan.blobs.length} blobs, less what is there or can be mounted`,
    ...plan.signatureTags.map(signature => `  ${signature.tag}`),
    ...plan.warnings,
  ];
}

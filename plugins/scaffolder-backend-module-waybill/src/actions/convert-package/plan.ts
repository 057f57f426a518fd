import {
  formatReference,
  isDigest,
  validateVersion,
} from '@waybill/backstage-plugin-waybill-common';
import type {
  PackageContents,
  RepositoryName,
} from '@waybill/backstage-plugin-waybill-node';
import { describeFiles } from '../../packages/describeFiles';
import { judgePackage, type ServingInput } from '../../packages/judgePackage';
import {
  type PackageSpec,
  readSpec,
  type SpecInput,
} from '../../packages/packageSpec';
import {
  type PackageSource,
  readPackageSource,
} from '../../packages/packageSource';
import { readRepository } from '../../packages/packageTarget';
import type { WaybillSettings } from '../../settings';

export interface ConvertInput extends SpecInput, ServingInput {
  readonly from: string;
  readonly repository: string;
  readonly version?: string;
}

/** Which package becomes which. */
export interface ConvertPlan {
  readonly from: PackageSource;
  readonly repository: RepositoryName;
  readonly tag: string;
  readonly spec: PackageSpec;
  readonly warnings: readonly string[];
}

/** @throws InvalidReferenceError, KitfileError, ShipError */
export function planConvert(
  input: ConvertInput,
  settings: WaybillSettings,
): ConvertPlan {
  const from = readPackageSource(input.from, settings);
  const repository = readRepository(input.repository, settings);
  const isByTag = !isDigest(from.tagOrDigest);
  const spec = readSpec(input, settings);
  const { host } = repository;
  return {
    from,
    repository,
    tag: validateVersion(input.version || (isByTag ? from.tagOrDigest : '')),
    spec,
    warnings: judgePackage(spec, input, { settings, host }),
  };
}

export function describeConvert(
  plan: ConvertPlan,
  contents: PackageContents,
): string[] {
  const { from, repository, tag, spec, warnings } = plan;
  return [
    `Plan: convert ${from.name} from ${contents.format} to ${
      spec.format
    } ${formatReference({ ...repository, tag })}`,
    ...describeFiles(contents.files),
    ...warnings,
  ];
}

import {
  formatReference,
  validateDigest,
  validateVersion,
} from '@waybill/backstage-plugin-waybill-common';
import type { RepositoryName } from '@waybill/backstage-plugin-waybill-node';
import { judgePackage, type ServingInput } from '../../packages/judgePackage';
import {
  type PackageSpec,
  readSpec,
  type SpecInput,
} from '../../packages/packageSpec';
import { readRepository } from '../../packages/packageTarget';
import type { WaybillSettings } from '../../settings';

export interface PushInput extends SpecInput, ServingInput {
  readonly path: string;
  readonly repository: string;
  readonly version: string;
  readonly digest?: string;
}

/** What will be sent where. */
export interface PushPlan {
  readonly path: string;
  readonly repository: RepositoryName;
  readonly tag: string;
  readonly spec: PackageSpec;
  /** What it has to be; whatever the files make where absent. */
  readonly digest?: string;
  readonly warnings: readonly string[];
}

/** @throws InvalidReferenceError, KitfileError, ShipError */
export function planPush(
  input: PushInput,
  settings: WaybillSettings,
): PushPlan {
  const repository = readRepository(input.repository, settings);
  const spec = readSpec(input, settings);
  const { host } = repository;
  return {
    path: input.path,
    repository,
    tag: validateVersion(input.version),
    spec,
    ...(input.digest && { digest: validateDigest(input.digest) }),
    warnings: judgePackage(spec, input, { settings, host }),
  };
}

export function describePush(plan: PushPlan): string[] {
  const { repository, tag, digest } = plan;
  return [
    `Plan: push '${plan.path}' to ${formatReference({ ...repository, tag })}${
      digest ? ` as ${digest}` : ` as ${plan.spec.format}`
    }`,
    // Whoever built it has read them.
    ...(digest ? [] : plan.warnings),
  ];
}

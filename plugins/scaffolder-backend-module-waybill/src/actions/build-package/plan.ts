import type { PackagePlan } from '@waybill/backstage-plugin-waybill-node';
import { describeFiles } from '../../packages/describeFiles';
import { judgePackage, type ServingInput } from '../../packages/judgePackage';
import {
  formatBase,
  type PackageSpec,
  readSpec,
  type SpecInput,
} from '../../packages/packageSpec';
import {
  type PackageTarget,
  readRepository,
  readTarget,
  type TargetInput,
} from '../../packages/packageTarget';
import type { WaybillSettings } from '../../settings';

export interface BuildInput
  extends TargetInput,
    Omit<SpecInput, 'annotations'>,
    ServingInput {
  readonly path: string;
  readonly title?: string;
  readonly description?: string;
  readonly license?: string;
}

/** What will be packaged, and under which name it will be known. */
export interface BuildPlan extends PackageTarget {
  readonly path: string;
  readonly spec: PackageSpec;
  /** What the compatibility check has to say. */
  readonly warnings: readonly string[];
}

/** @throws InvalidReferenceError, KitfileError, ShipError */
export function planBuild(
  input: BuildInput,
  settings: WaybillSettings,
): BuildPlan {
  const target = readTarget(input, settings);
  const annotations = aboutAnnotations(input, target.version);
  const spec = readSpec({ ...input, annotations }, settings);
  const { host } = readRepository(target.repository, settings);
  return {
    ...target,
    path: input.path,
    spec,
    warnings: judgePackage(spec, input, { settings, host }),
  };
}

/** What people say of a model, as annotations of its manifest. */
export function aboutAnnotations(
  input: {
    readonly name: string;
    readonly title?: string;
    readonly description?: string;
    readonly license?: string;
  },
  version: string,
): Record<string, string> {
  const image = 'org.opencontainers.image';
  return {
    [`${image}.title`]: input.title || input.name,
    [`${image}.version`]: version,
    ...(input.description && { [`${image}.description`]: input.description }),
    ...(input.license && { [`${image}.licenses`]: input.license }),
  };
}

/** The lines that a person reads before anything is sent. */
export function describeBuild(plan: BuildPlan, built: PackagePlan): string[] {
  const { base, format } = plan.spec;
  return [
    `Plan: package '${plan.path}' as ${format} ${plan.repository}:${plan.version}`,
    ...(base ? [`  on the base image ${formatBase(base)}`] : []),
    ...describeFiles(built.files),
    `Digest: ${built.descriptor.digest}`,
    ...plan.warnings,
  ];
}

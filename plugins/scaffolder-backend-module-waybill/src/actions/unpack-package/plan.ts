import type { PackageSource } from '../../packages/packageSource';
import { readPackageSource } from '../../packages/packageSource';
import type { WaybillSettings } from '../../settings';

export interface UnpackInput {
  readonly from: string;
  readonly targetPath?: string;
  readonly filters?: readonly string[];
  readonly overwrite?: boolean;
}

/** Which package goes to which folder. */
export interface UnpackPlan {
  readonly from: PackageSource;
  readonly targetPath: string;
  readonly filters?: readonly string[];
  readonly overwrite: boolean;
}

/** @throws InvalidReferenceError, ShipError */
export function planUnpack(
  input: UnpackInput,
  settings: WaybillSettings,
): UnpackPlan {
  return {
    from: readPackageSource(input.from, settings),
    targetPath: input.targetPath ?? 'model',
    filters: input.filters,
    overwrite: input.overwrite ?? false,
  };
}

export function describeUnpack(plan: UnpackPlan): string {
  const what = plan.filters?.length ? `${plan.filters.join(' or ')} of ` : '';
  return `Plan: unpack ${what}${plan.from.name} to '${plan.targetPath}'`;
}

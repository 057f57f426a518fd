import {
  formatReference,
  validateVersion,
} from '@waybill/backstage-plugin-waybill-common';
import type { PackageSubject } from '../../dependencies';
import type { WaybillSettings } from '../../settings';
import { readSubject } from '../../subject';

export interface PushInput {
  readonly path: string;
  readonly repository: string;
  readonly version: string;
  readonly digest: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** What will be sent where, and which digest it has to have. */
export interface PushPlan extends PackageSubject {
  readonly path: string;
  readonly tag: string;
  readonly annotations: Readonly<Record<string, string>>;
}

/** @throws InvalidReferenceError, ShipError */
export function planPush(
  input: PushInput,
  settings: WaybillSettings,
): PushPlan {
  return {
    ...readSubject(input, settings),
    path: input.path,
    tag: validateVersion(input.version),
    annotations: input.annotations ?? {},
  };
}

export function describePush(plan: PushPlan): string {
  return `Plan: push '${plan.path}' to ${formatReference({
    ...plan.repository,
    tag: plan.tag,
  })} as ${plan.digest}`;
}

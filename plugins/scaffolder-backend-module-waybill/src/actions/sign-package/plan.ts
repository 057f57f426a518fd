import { formatReference } from '@waybill/backstage-plugin-waybill-common';
import type { PackageSubject } from '../../dependencies';
import type { WaybillSettings } from '../../settings';
import { readSubject } from '../../subject';

export interface SignInput {
  readonly repository: string;
  readonly digest: string;
  readonly key?: string;
  readonly recursive?: boolean;
}

/** Which digest will be signed with which key. */
export interface SignPlan extends PackageSubject {
  /** Name of a configured key; the first one where absent. */
  readonly key?: string;
  /** Sign what an index lists as well. */
  readonly recursive?: boolean;
}

/** @throws InvalidReferenceError, ShipError */
export function planSign(
  input: SignInput,
  settings: WaybillSettings,
): SignPlan {
  const { key, recursive } = input;
  return { ...readSubject(input, settings), key, recursive };
}

export function describeSign(plan: SignPlan): string {
  const key = plan.key ? `the key '${plan.key}'` : 'the default key';
  return `Plan: sign ${formatReference({
    ...plan.repository,
    digest: plan.digest,
  })}${
    plan.recursive ? ' and what it lists' : ''
  } with ${key}, as Sigstore bundle and as .sig`;
}

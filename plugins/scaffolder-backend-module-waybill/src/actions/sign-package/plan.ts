import { formatReference } from '@waybill/backstage-plugin-waybill-common';
import type { PackageSubject } from '../../dependencies';
import type { WaybillSettings } from '../../settings';
import { readSubject } from '../../subject';

export interface SignInput {
  readonly repository: string;
  readonly digest: string;
  readonly key?: string;
}

/** Which digest will be signed with which key. */
export interface SignPlan extends PackageSubject {
  /** Name of a configured key; the first one where absent. */
  readonly key?: string;
}

/** @throws InvalidReferenceError, ShipError */
export function planSign(
  input: SignInput,
  settings: WaybillSettings,
): SignPlan {
  return { ...readSubject(input, settings), key: input.key };
}

export function describeSign(plan: SignPlan): string {
  const key = plan.key ? `the key '${plan.key}'` : 'the default key';
  return `Plan: sign ${formatReference({
    ...plan.repository,
    digest: plan.digest,
  })} with ${key}, as Sigstore bundle and as .sig`;
}

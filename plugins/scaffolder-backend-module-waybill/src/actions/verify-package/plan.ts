import {
  formatReference,
  namePredicateType,
} from '@waybill/backstage-plugin-waybill-common';
import type { PackageSubject } from '../../dependencies';
import type { WaybillSettings } from '../../settings';
import { readSubject } from '../../subject';

/** Which digest, and what has to be said of it. */
export interface VerifyPlan extends PackageSubject {
  /** Predicate types, besides those of the policies. */
  readonly attestations: readonly string[];
}

/** @throws InvalidReferenceError, ShipError */
export function planVerify(
  input: {
    readonly repository: string;
    readonly digest: string;
    readonly attestations?: readonly string[];
  },
  settings: WaybillSettings,
): VerifyPlan {
  const { attestations = [] } = input;
  return { ...readSubject(input, settings), attestations };
}

export function describeVerify(plan: VerifyPlan): string {
  return `Plan: verify ${formatReference({
    ...plan.repository,
    digest: plan.digest,
  })} against the trust policies of the portal${
    plan.attestations.length > 0
      ? `, with attestations of ${plan.attestations
          .map(namePredicateType)
          .join(', ')}`
      : ''
  }`;
}

import { formatReference } from '@waybill/backstage-plugin-waybill-common';
import type { PackageSubject } from '../../dependencies';
import type { WaybillSettings } from '../../settings';
import { readSubject } from '../../subject';

/** @throws InvalidReferenceError, ShipError */
export function planVerify(
  input: { readonly repository: string; readonly digest: string },
  settings: WaybillSettings,
): PackageSubject {
  return readSubject(input, settings);
}

export function describeVerify(plan: PackageSubject): string {
  return `Plan: verify ${formatReference({
    ...plan.repository,
    digest: plan.digest,
  })} against the trust policies of the portal`;
}

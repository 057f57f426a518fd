import type { Placement } from '@waybill/backstage-plugin-waybill-common';

/**
 * Whether an environment is to be shown quietly: nothing is there and nothing is meant to be. Where Git declares the
 * model and nothing delivers it, or where Git cannot be read, that is something to see.
 */
export function isNotShipped(placement: Placement): boolean {
  return (
    placement.presence === 'absent' &&
    placement.declaredDigest === undefined &&
    placement.status !== 'Unknown'
  );
}

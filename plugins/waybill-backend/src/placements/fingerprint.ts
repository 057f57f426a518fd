import type { Placement } from '@waybill/backstage-plugin-waybill-common';

/**
 * What a person would see change. Times at which things were looked at go on by themselves, and messages that tell an
 * age change by the minute; neither is news.
 */
export function fingerprintOf(placement: Placement): string {
  return JSON.stringify(placement, (key, value) =>
    key === 'asOf' || key === 'observedAt' ? undefined : value,
  );
}

import { createHash } from 'node:crypto';
import type { TrustDemands } from '@waybill/backstage-plugin-waybill-common';

/** Fingerprint of what an entity asks for; empty where it asks for nothing. */
export function demandsKey(demands: TrustDemands | undefined): string {
  const { policies, attestations } = demands ?? {};
  return policies || attestations
    ? createHash('sha256')
        .update(
          JSON.stringify([
            policies && [...policies].sort(),
            attestations && [...attestations].sort(),
          ]),
        )
        .digest('hex')
    : '';
}

import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toTrustMaterial } from '@sigstore/verify';
import type { TrustRoot } from './TrustRoots';

/**
 * Reads a `trusted_root.json` (protobuf-specs v0.5 `sigstore_trustroot.proto`).
 *
 * @throws Error for what is none
 */
export function parseTrustRoot(json: unknown, refreshedAt: Date): TrustRoot {
  const root = TrustedRoot.fromJSON(json);
  const material = toTrustMaterial(root, () => {
    throw new Error('A trust root knows no keys of signers.');
  });
  if (
    material.certificateAuthorities.length === 0 &&
    material.tlogs.length === 0 &&
    material.timestampAuthorities.length === 0
  )
    throw new Error('it names no authority and no log');
  return {
    material,
    hasCertificateLogs: material.ctlogs.length > 0,
    refreshedAt: refreshedAt.toISOString(),
  };
}

import type { WitnessedSignature } from '../Signer';

/**
 * Annotations of a layer of `.sig` or `.att` (cosign v3.1.2 `pkg/oci/static/signature.go`).
 *
 * @internal
 */
export const LegacyAnnotation = {
  signature: 'dev.cosignproject.cosign/signature',
  certificate: 'dev.sigstore.cosign/certificate',
  chain: 'dev.sigstore.cosign/chain',
  bundle: 'dev.sigstore.cosign/bundle',
  timestamp: 'dev.sigstore.cosign/rfc3161timestamp',
} as const;

/**
 * What cosign reads beside a signature by certificate. A log that promises no time (Rekor v2) has no place in it: there
 * the timestamp is the proof.
 *
 * @internal
 */
export function legacyAnnotationsOf(
  signature: WitnessedSignature,
): Record<string, string> {
  const { certificate, logEntry, timestamp } = signature;
  const [leaf, ...chain] = certificate.chainPem;
  const promise = logEntry?.signedEntryTimestamp;
  return {
    [LegacyAnnotation.certificate]: leaf,
    [LegacyAnnotation.chain]: chain.join(''),
    ...(logEntry && promise
      ? {
          // names and order of cosign's RekorBundle: Go marshals in the order of its fields
          [LegacyAnnotation.bundle]: JSON.stringify({
            SignedEntryTimestamp: promise.toString('base64'),
            Payload: {
              body: logEntry.canonicalizedBody.toString('base64'),
              integratedTime: Number(logEntry.integratedTime),
              logIndex: Number(logEntry.logIndex),
              logID: logEntry.logId,
            },
          }),
        }
      : {}),
    ...(timestamp
      ? {
          [LegacyAnnotation.timestamp]: JSON.stringify({
            SignedRFC3161Timestamp: timestamp.toString('base64'),
          }),
        }
      : {}),
  };
}

/**
 * What a DSSE signature is over (DSSE v1.0.2, "Pre-Authentication Encoding").
 *
 * @internal
 */
export function preAuthEncoding(payloadType: string, payload: Buffer): Buffer {
  const header = `DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${
    payload.length
  } `;
  return Buffer.concat([Buffer.from(header), payload]);
}

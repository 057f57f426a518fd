import type { Signer } from '@waybill/backstage-plugin-waybill-node';
import { printable } from '../terminal/printable';

/** Who signs, before anybody was asked for a certificate. */
export function nameSigner(signer: Signer): string {
  return signer.kind === 'key'
    ? `the key ${printable(signer.keyName)}`
    : signer.keyName;
}

/** Who has signed: of a keyless signer, whom the certificate speaks of. */
export async function describeSigner(
  signer: Signer,
  signal: AbortSignal,
): Promise<{ readonly name: string; readonly document: object }> {
  if (signer.kind === 'key')
    return {
      name: nameSigner(signer),
      document: { name: signer.keyName, publicKey: signer.publicKeyPem },
    };
  const { subject, issuer } = await signer.certify({ signal });
  return {
    name: `${printable(subject)} (${printable(issuer)})`,
    document: { identity: { subject, issuer } },
  };
}

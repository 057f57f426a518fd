import type { VerdictSigner } from '@waybill/backstage-plugin-waybill-common';

/** `key release`, the identity, or the key that nobody knows by name. */
export function nameSigner(signer: VerdictSigner | undefined): string {
  if (signer?.identity) {
    return signer.identity.subject;
  }
  if (signer?.keyName) {
    return `key ${signer.keyName}`;
  }
  return signer?.keyHint
    ? `an unknown key (${signer.keyHint.slice(0, 12)}…)`
    : 'nobody known';
}

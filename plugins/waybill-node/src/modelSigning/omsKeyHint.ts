import { createHash, createPublicKey } from 'node:crypto';

/**
 * How `model_signing` names a key: hex(sha256) of the public key's PEM text, where cosign hashes its DER (read in
 * `model_signing` 1.1.1 `_signing/sign_ec_key.py`).
 *
 * @throws Error for what is no public key
 */
export function omsKeyHint(publicKeyPem: string): string {
  // written anew: a KMS or a file may have other line ends
  const pem = createPublicKey(publicKeyPem).export({
    type: 'spki',
    format: 'pem',
  });
  return createHash('sha256').update(pem).digest('hex');
}

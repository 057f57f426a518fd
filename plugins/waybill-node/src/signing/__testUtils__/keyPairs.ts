import { generateKeyPairSync, type KeyObject } from 'node:crypto';

interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** Key types that Waybill signs with, by name. */
export const KEY_TYPES: readonly [string, () => KeyPair][] = [
  ['P-256', () => generateKeyPairSync('ec', { namedCurve: 'P-256' })],
  ['P-384', () => generateKeyPairSync('ec', { namedCurve: 'P-384' })],
  ['P-521', () => generateKeyPairSync('ec', { namedCurve: 'P-521' })],
  ['Ed25519', () => generateKeyPairSync('ed25519')],
  ['RSA', () => generateKeyPairSync('rsa', { modulusLength: 2048 })],
];

export const generateP256 = (): KeyPair =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' });

export function pkcs8Of({ privateKey }: KeyPair, password?: string): string {
  return privateKey
    .export({
      type: 'pkcs8',
      format: 'pem',
      ...(password ? { cipher: 'aes-256-cbc', passphrase: password } : {}),
    })
    .toString();
}

export function spkiOf({ publicKey }: Pick<KeyPair, 'publicKey'>): string {
  return publicKey.export({ type: 'spki', format: 'pem' }).toString();
}

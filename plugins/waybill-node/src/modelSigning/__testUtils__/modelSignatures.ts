import { generateKeyPairSync } from 'node:crypto';
import type { TrustPolicy } from '@waybill/backstage-plugin-waybill-common';
import { loadSigner } from '../../signing/keys/loadSigner';
import type { KeySigner } from '../../signing/Signer';

export const now = new Date('2026-11-21T10:00:00Z');

export function policyOf(publicKeyPem: string, name = 'release'): TrustPolicy {
  return {
    name: 'models',
    repositories: ['r.example/**'],
    keys: [{ name, publicKeyPem }],
    identities: [],
    transparencyLog: 'optional',
    timestamp: 'optional',
    attestations: [],
  };
}

export function keyPem(namedCurve = 'P-256'): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

export const signerOf = (privateKeyPem: string): Promise<KeySigner> =>
  loadSigner({ keyName: 'release', privateKeyPem });

/** The problems of one verification, as `reason path`. */
export const told = (problems: readonly { reason: string; path?: string }[]) =>
  problems.map(({ reason, path: file }) =>
    file === undefined ? reason : `${reason} ${file}`,
  );

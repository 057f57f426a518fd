import {
  createKeylessSigner,
  type KeylessSettings,
} from '../keyless/createKeylessSigner';
import type { KeylessSigner } from '../Signer';
import { retryAtOnce } from './ScriptedService';
import { everythingOf } from './secrecy';
import { makeToken, type SigstoreServices } from './SigstoreServices';

export const STATEMENT = Buffer.from(
  JSON.stringify({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'iris', digest: { sha256: 'ab'.repeat(32) } }],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {},
  }),
);

/** A signer that asks these services for everything. */
export function createSignerAt(
  services: SigstoreServices,
  more: Partial<KeylessSettings> = {},
): KeylessSigner {
  return createKeylessSigner({
    keyName: 'ci',
    token: async () => makeToken(),
    fulcioUrl: services.url,
    rekorUrl: services.url,
    timestampUrl: services.url,
    retryPolicy: retryAtOnce,
    ...more,
  });
}

export function expectNoToken(value: unknown): void {
  const shown = everythingOf(value);
  const [, claims, signature] = makeToken().split('.');
  expect(shown).not.toContain(claims);
  expect(shown).not.toContain(signature);
}

import type { TrustPolicy } from '../../../verification';

export const PEM =
  '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----\n';

/** One key, one glob, nothing else asked for. */
export function trustPolicy(more: Partial<TrustPolicy> = {}): TrustPolicy {
  return {
    name: 'portal',
    repositories: ['registry.example.com/models/**'],
    keys: [{ name: 'release', publicKeyPem: PEM }],
    identities: [],
    transparencyLog: 'optional',
    timestamp: 'optional',
    attestations: [],
    ...more,
  };
}

export const WORKFLOW = {
  name: 'workflow',
  issuer: 'https://token.actions.example.com',
  subject: 'https://git.example.com/acme/*/release.yaml@refs/tags/**',
};

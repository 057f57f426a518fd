import type { TrustPolicy } from '@waybill/backstage-plugin-waybill-common';
import type { Candidates } from './candidates';

/** A trust policy of one key over all candidates. */
export function keyPolicy(
  candidates: Pick<Candidates, 'publicKeyPem' | 'repositories'>,
  more: Partial<TrustPolicy> = {},
): TrustPolicy {
  return {
    name: 'portal',
    repositories: [`${candidates.repositories}/**`],
    keys: [{ name: 'ours', publicKeyPem: candidates.publicKeyPem }],
    identities: [],
    transparencyLog: 'optional',
    timestamp: 'optional',
    attestations: [],
    ...more,
  };
}

/** One that asks for everything that a policy may ask for. */
export function fullPolicy(
  candidates: Pick<Candidates, 'publicKeyPem' | 'repositories'>,
): TrustPolicy {
  return keyPolicy(candidates, {
    repositories: [`${candidates.repositories}/**`, 'r.example/models/iris'],
    identities: [
      {
        name: 'workflow',
        issuer: 'https://token.actions.example.com',
        subject: 'https://git.example.com/acme/*/release.yaml@refs/tags/**',
      },
    ],
    trustRoot: 'public-good',
    transparencyLog: 'required',
    timestamp: 'required',
    attestations: [{ predicateType: 'https://slsa.dev/provenance/v1' }],
  });
}

import { listAt, valueAt } from '../model/untrustedJson';
import type { TrustPolicy } from '../verification';
import { normalizePem } from './match/signerMatch';

const MAX_KEYS = 50;
const PEM_BLOCK =
  /-----BEGIN [^-]{1,40}-----[^-]{1,8000}-----END [^-]{1,40}-----/g;

/**
 * Trust policies that name every key that a cluster's policies hold, and anybody by certificate: verifying by them tells
 * what the cluster's engines would find. They are for gathering and for nothing else.
 *
 * @param repository - `host/path` of the candidate.
 * @public
 */
export function listAdmissionSigners(
  policies: readonly unknown[],
  repository: string,
): TrustPolicy[] {
  const keys = new Map<string, string>();
  for (const policy of policies.slice(0, 500)) {
    for (const pem of findKeys(policy)) {
      if (keys.size < MAX_KEYS) keys.set(normalizePem(pem), pem);
    }
  }
  return [
    {
      name: 'admission',
      repositories: [repository],
      keys: [...keys.values()].map((publicKeyPem, index) => ({
        name: `admission-${index + 1}`,
        publicKeyPem,
      })),
      identities: [{ name: 'anybody', issuer: '', subject: '**' }],
      trustRoot: 'public-good',
      transparencyLog: 'optional',
      timestamp: 'optional',
      attestations: [],
    },
  ];
}

function findKeys(policy: unknown): string[] {
  const texts = [
    ...listAt(policy, 'spec', 'attestors').map(attestor =>
      valueAt(attestor, 'cosign', 'key', 'data'),
    ),
    ...listAt(policy, 'spec', 'authorities').map(authority =>
      valueAt(authority, 'key', 'data'),
    ),
    ...listAt(policy, 'spec', 'rules').flatMap(rule =>
      listAt(rule, 'verifyImages').flatMap(listRuleKeys),
    ),
  ];
  return texts.flatMap(text =>
    typeof text === 'string' && text.length < 100_000
      ? text.match(PEM_BLOCK) ?? []
      : [],
  );
}

function listRuleKeys(verification: unknown): unknown[] {
  const sets = [
    ...listAt(verification, 'attestors'),
    ...listAt(verification, 'attestations').flatMap(attestation =>
      listAt(attestation, 'attestors'),
    ),
  ];
  return sets.flatMap(set =>
    listAt(set, 'entries').map(entry => valueAt(entry, 'keys', 'publicKeys')),
  );
}

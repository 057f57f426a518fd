import { judgeSignature } from './judgeSignature';
import type { SignatureMaterial } from './signatureMaterial';
import type { TrustPolicy } from './trustPolicy';
import type { VerdictReason } from './verdict';

/** Gravest first: what a person has to hear about before the rest. */
export const REFUSALS: readonly VerdictReason[] = [
  'SignatureInvalid',
  'SignatureReplayed',
  'LogEntryMismatch',
  'LogEntryInvalid',
  'TimestampInvalid',
  'CertificateExpired',
  'CertificateUntrusted',
  'TimeUnproven',
  'IssuerMismatch',
  'IdentityMismatch',
  'LogEntryMissing',
  'TimestampMissing',
  'TrustRootUnavailable',
  'KeyMismatch',
  'NoMatchingPolicy',
  'SubjectMismatch',
  'MalformedSignature',
];

/** Among the reasons of several policies: the one that says most of what is to be done. */
const NEAREST_FIRST: readonly VerdictReason[] = [
  'LogEntryMissing',
  'TimestampMissing',
  'IdentityMismatch',
  'IssuerMismatch',
];

const NO_POLICY: TrustPolicy = {
  name: '',
  repositories: [],
  keys: [],
  identities: [],
  transparencyLog: 'optional',
  timestamp: 'optional',
  attestations: [],
};

/** By the policy that comes nearest to accepting it. */
export function refusalReason(
  entry: SignatureMaterial,
  policies: readonly TrustPolicy[],
): VerdictReason {
  const reasons = policies.flatMap(
    policy => judgeSignature(entry, policy) ?? [],
  );
  const nearest = NEAREST_FIRST.find(reason => reasons.includes(reason));
  if (nearest) return nearest;
  if (reasons.length > 0) return reasons[0];
  const isOnlyUnasked =
    entry.outcome === 'valid' ||
    entry.outcome === 'wrong-key' ||
    entry.outcome === 'certificate-untrusted';
  return isOnlyUnasked
    ? 'NoMatchingPolicy'
    : judgeSignature(entry, NO_POLICY) ?? 'NoMatchingPolicy';
}

import { matchesRepositoryGlob } from './selectPolicies';
import type { SignatureMaterial, SignatureOutcome } from './signatureMaterial';
import type { TrustPolicy } from './trustPolicy';
import type { VerdictReason } from './verdict';

const REASON_OF_OUTCOME: Readonly<
  Record<Exclude<SignatureOutcome, 'valid'>, VerdictReason>
> = {
  invalid: 'SignatureInvalid',
  'wrong-key': 'KeyMismatch',
  'wrong-subject': 'SubjectMismatch',
  replayed: 'SignatureReplayed',
  malformed: 'MalformedSignature',
  'certificate-untrusted': 'CertificateUntrusted',
  'certificate-expired': 'CertificateExpired',
  'time-unproven': 'TimeUnproven',
  'log-entry-invalid': 'LogEntryInvalid',
  'log-entry-mismatch': 'LogEntryMismatch',
  'timestamp-invalid': 'TimestampInvalid',
  'not-checked': 'TrustRootUnavailable',
};

/**
 * Whether one policy takes a signature or attestation.
 *
 * @returns why not; `undefined` where it is accepted
 * @internal
 */
export function judgeSignature(
  entry: SignatureMaterial,
  policy: TrustPolicy,
): VerdictReason | undefined {
  if (entry.outcome !== 'valid') {
    return REASON_OF_OUTCOME[entry.outcome] ?? 'MalformedSignature';
  }
  const refusal = entry.certificate
    ? judgeCertificate(entry, policy)
    : judgeKey(entry, policy);
  if (refusal) return refusal;
  // What another trust root says of the log is nothing to this policy.
  const isOurRoot = entry.trustRoot === policy.trustRoot;
  if (policy.transparencyLog === 'required' && !(isOurRoot && entry.logEntry)) {
    return 'LogEntryMissing';
  }
  return policy.timestamp === 'required' && !(isOurRoot && entry.timestamp)
    ? 'TimestampMissing'
    : undefined;
}

function judgeKey(
  entry: SignatureMaterial,
  policy: TrustPolicy,
): VerdictReason | undefined {
  const isNamed =
    entry.policy === policy.name &&
    policy.keys.some(key => key.name === entry.keyName);
  return isNamed ? undefined : 'KeyMismatch';
}

function judgeCertificate(
  { certificate, trustRoot }: SignatureMaterial,
  policy: TrustPolicy,
): VerdictReason | undefined {
  if (policy.identities.length === 0) return 'KeyMismatch';
  if (trustRoot === undefined || trustRoot !== policy.trustRoot) {
    return 'CertificateUntrusted';
  }
  const ofIssuer = policy.identities.filter(
    ({ issuer }) => issuer === certificate?.issuer,
  );
  if (ofIssuer.length === 0) return 'IssuerMismatch';
  return ofIssuer.some(({ subject }) =>
    matchesRepositoryGlob(subject, certificate?.subject ?? ''),
  )
    ? undefined
    : 'IdentityMismatch';
}

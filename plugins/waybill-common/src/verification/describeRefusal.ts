import { namePredicateType } from './predicateTypes';
import type { SignatureMaterial } from './signatureMaterial';
import type { TrustPolicy } from './trustPolicy';
import type { VerdictReason } from './verdict';

/**
 * Why a signature does not count, and what to do, in a sentence for a person.
 *
 * @internal
 */
export function describeRefusal(
  reason: VerdictReason,
  entry: SignatureMaterial,
  repository: string,
  policies: readonly TrustPolicy[],
): string {
  const because = entry.message ? ` (${entry.message})` : '';
  const signer = entry.certificate
    ? `'${entry.certificate.subject}'`
    : `the key '${entry.keyName ?? entry.keyHint ?? 'unknown'}'`;
  switch (reason) {
    case 'NoMatchingPolicy':
      return `Signed, but no trust policy speaks of '${repository}': add one to waybill.verification.policies.`;
    case 'KeyMismatch':
      return `Signed, but by none of those whom policies accept for '${repository}' (${
        listSigners(policies) || 'none'
      }): sign it as one of them.`;
    case 'IssuerMismatch':
      return `Signed by ${signer}, for whom '${
        entry.certificate?.issuer ?? 'nobody'
      }' vouches, and no policy for '${repository}' accepts that issuer: sign it with an identity of one that is accepted.`;
    case 'IdentityMismatch':
      return `Signed by ${signer}, and no policy accepts that identity for '${repository}' (${listSigners(
        policies,
      )}): sign it as one of them.`;
    case 'SignatureInvalid':
      return `A signature says that it is by ${signer}, and that does not verify it${because}: it was changed. Do not use this package until somebody knows why.`;
    case 'SignatureReplayed':
      return `A signature of another package was attached to this one${because}. Do not use this package until somebody knows why.`;
    case 'SubjectMismatch':
      return `The attached signature belongs to another digest${because}: sign this one.`;
    case 'CertificateUntrusted':
      return `Signed by somebody who says to be ${signer}, with a certificate that no authority of the trust root vouches for${because}: sign it with one that it knows.`;
    case 'CertificateExpired':
      return `Signed when the certificate of ${signer} was not valid${because}: sign it again.`;
    case 'TimeUnproven':
      return `Signed by ${signer}, and nothing proves that the certificate was valid then${because}: sign it with a log entry or a timestamp.`;
    case 'LogEntryMissing':
      return `Signed by ${signer}, but without the entry in a transparency log that the policy asks for: sign it with one.`;
    case 'LogEntryInvalid':
      return `The signature's entry of the transparency log does not verify${because}. Do not use this package until somebody knows why.`;
    case 'LogEntryMismatch':
      return `The signature's entry of the transparency log is of another signature${because}. Do not use this package until somebody knows why.`;
    case 'TimestampMissing':
      return `Signed by ${signer}, but without the timestamp of an authority that the policy asks for: sign it with one.`;
    case 'TimestampInvalid':
      return `The signature's timestamp does not verify${because}: sign it again.`;
    case 'TrustRootUnavailable':
      return `Signed by ${signer}, and it cannot be checked: ${
        entry.message ?? 'the trust root is not to be had'
      }.`;
    case 'NotASignature':
      return `Only an attestation (${namePredicateType(
        entry.predicateType ?? 'of unknown type',
      )}) is attached, and that is no signature of the package: sign it.`;
    default:
      return `The attached signature cannot be read${because}: sign it again.`;
  }
}

function listSigners(policies: readonly TrustPolicy[]): string {
  return policies
    .flatMap(({ keys, identities }) =>
      [...keys, ...identities].map(({ name }) => `'${name}'`),
    )
    .join(', ');
}

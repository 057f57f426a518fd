import type {
  SignatureMaterial,
  SignatureProblem,
  TrustPolicy,
} from '../verification';
import type { CandidateSignatures } from './admissionInput';

/**
 * What gathered material says to an admission policy.
 *
 * @param signers - the policies by which it was gathered, see `listAdmissionSigners`.
 * @public
 */
export function toCandidateSignatures(
  gathered: {
    readonly material: readonly SignatureMaterial[];
    readonly problem?: SignatureProblem;
  },
  signers: readonly TrustPolicy[],
): CandidateSignatures {
  const keys = new Map(
    signers.flatMap(({ name, keys: ofPolicy }) =>
      ofPolicy.map(key => [`${name}/${key.name}`, key.publicKeyPem] as const),
    ),
  );
  const valid = gathered.material.filter(({ outcome }) => outcome === 'valid');
  return {
    verified: valid.flatMap(entry => {
      const publicKeyPem = keys.get(`${entry.policy}/${entry.keyName}`);
      if (!entry.certificate && publicKeyPem === undefined) return [];
      return {
        form: entry.form,
        kind: entry.kind,
        hasLogEntry: entry.logEntry !== undefined,
        hasTimestamp: entry.timestamp !== undefined,
        ...(entry.predicateType && { predicateType: entry.predicateType }),
        ...(entry.certificate
          ? {
              identity: {
                issuer: entry.certificate.issuer,
                subject: entry.certificate.subject,
              },
            }
          : { publicKeyPem }),
      };
    }),
    askedKeys: [...keys.values()],
    areIdentitiesChecked:
      signers.some(({ trustRoot }) => trustRoot === 'public-good') &&
      gathered.problem?.reason !== 'TrustRootUnavailable' &&
      !gathered.material.some(({ outcome }) => outcome === 'not-checked'),
    hasBundles: gathered.material.some(
      ({ form, outcome }) => form === 'bundle' && outcome !== 'malformed',
    ),
    ...(gathered.problem && { problem: gathered.problem.message }),
  };
}

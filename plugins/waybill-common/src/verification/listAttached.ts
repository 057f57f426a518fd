import { describeRefusal } from './describeRefusal';
import { judgeSignature } from './judgeSignature';
import { refusalReason } from './refusalReason';
import { isSignature, signerOf } from './signerOf';
import type { SignatureMaterial } from './signatureMaterial';
import type { TrustPolicy } from './trustPolicy';
import type { VerdictAttestation, VerdictFinding } from './verdict';

const MAX_FINDINGS = 20;

/** Signatures that no policy takes, and why. */
export function listFindings(
  material: readonly SignatureMaterial[],
  repository: string,
  policies: readonly TrustPolicy[],
): VerdictFinding[] {
  return material
    .filter(
      entry =>
        isSignature(entry) &&
        !policies.some(policy => judgeSignature(entry, policy) === undefined),
    )
    .slice(0, MAX_FINDINGS)
    .map(entry => {
      const reason = refusalReason(entry, policies);
      return {
        form: entry.form,
        reason,
        message: describeRefusal(reason, entry, repository, policies),
        ...(entry.source && { source: entry.source }),
        ...signerOf(entry),
      };
    });
}

/** What is attached besides, and whether the policy takes its word. */
export function listAttestations(
  material: readonly SignatureMaterial[],
  policy: TrustPolicy | undefined,
): VerdictAttestation[] {
  return material
    .filter(entry => !isSignature(entry))
    .sort(byTypeAndForm)
    .slice(0, MAX_FINDINGS)
    .map(entry => {
      const reason = policy
        ? judgeSignature(entry, policy)
        : ('NoMatchingPolicy' as const);
      return {
        predicateType: entry.predicateType ?? 'unknown',
        form: entry.form,
        isAccepted: reason === undefined,
        ...(reason && { reason }),
        ...(entry.source && { source: entry.source }),
        ...signerOf(entry),
      };
    });
}

/** Registries list what is attached in an order of their own, and a page should not change with it. */
function byTypeAndForm(one: SignatureMaterial, other: SignatureMaterial) {
  const [left, right] = [one, other].map(
    ({ predicateType, form }) => `${predicateType} ${form}`,
  );
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

import { toIsoTime } from '../model/time';
import { selectPolicies } from './selectPolicies';
import {
  COSIGN_SIGN_PREDICATE_TYPE,
  type SignatureMaterial,
  type SignatureOutcome,
  type SignatureProblem,
} from './signatureMaterial';
import type { TrustPolicy, Verdict, VerdictReason } from './verdict';

/** @public */
export interface VerdictInput {
  readonly digest: string;
  /** `host/path`. */
  readonly repository: string;
  /** All configured policies; those that do not speak of the repository are ignored. */
  readonly policies: readonly TrustPolicy[];
  /** As {@link SignatureMaterial} says how to gather it. */
  readonly material: readonly SignatureMaterial[];
  /** Set where the material is missing or incomplete. */
  readonly problem?: SignatureProblem;
  readonly now: Date | string;
}

/**
 * What the checked signatures of a digest are worth under the configured policies. Total: never throws.
 *
 * One valid signature by a key of one matching policy makes it `verified`, whatever else is attached: anybody who may
 * push could attach more. Without one, incomplete material is `unknown` and never `unsigned`.
 *
 * @public
 */
export function decideVerdict(input: VerdictInput): Verdict {
  const { digest, material, problem } = input;
  const policies = selectPolicies(input.policies, input.repository);
  const base = {
    digest,
    forms: [] as const,
    checkedAt: toIsoTime(input.now),
    ...(policies.length > 0 && { policy: policies[0].name }),
  };
  if (problem?.reason === 'DigestNotFound') {
    return { ...base, state: 'unknown', ...problem };
  }
  const accepted = findAccepted(policies, material);
  if (accepted.length > 0) {
    return { ...base, ...describeAccepted(accepted, material) };
  }
  if (problem) {
    return {
      ...base,
      state: 'unknown',
      reason: problem.reason,
      message: problem.message,
    };
  }
  return { ...base, ...describeRefused(input, policies) };
}

/** Valid signatures whose key a matching policy really names, those of the first accepting policy only. */
function findAccepted(
  policies: readonly TrustPolicy[],
  material: readonly SignatureMaterial[],
): SignatureMaterial[] {
  for (const policy of policies) {
    const accepted = material.filter(
      entry =>
        entry.outcome === 'valid' &&
        entry.policy === policy.name &&
        policy.keys.some(key => key.name === entry.keyName) &&
        !isAttestation(entry),
    );
    if (accepted.length > 0) return accepted;
  }
  return [];
}

/** cosign takes any bundle by the right key for a signature, an SBOM too; Waybill does not. */
function isAttestation(entry: SignatureMaterial): boolean {
  return (
    entry.form === 'bundle' &&
    entry.predicateType !== COSIGN_SIGN_PREDICATE_TYPE
  );
}

function describeAccepted(
  accepted: readonly SignatureMaterial[],
  material: readonly SignatureMaterial[],
): Pick<
  Verdict,
  'state' | 'reason' | 'message' | 'policy' | 'signer' | 'forms'
> {
  const [{ policy, keyName, keyHint }] = accepted;
  const forms = (['bundle', 'legacy'] as const).filter(form =>
    accepted.some(entry => entry.form === form),
  );
  const isHidden =
    !forms.includes('bundle') &&
    material.some(entry => entry.form === 'bundle');
  return {
    state: 'verified',
    reason: 'SignatureVerified',
    message: `Signed with the key '${keyName}', which the policy '${policy}' accepts.${
      isHidden
        ? ' But a Sigstore bundle by nobody it trusts is attached as well, and cosign and Flux then overlook the good signature: sign again to add a bundle.'
        : ''
    }`,
    policy,
    signer: { keyName, ...(keyHint && { keyHint }) },
    forms,
  };
}

function describeRefused(
  input: VerdictInput,
  policies: readonly TrustPolicy[],
): Pick<Verdict, 'state' | 'reason' | 'message' | 'policy' | 'signer'> {
  const reason = findRefusalReason(input.material, policies);
  if (reason === 'NoSignature') {
    return {
      state: 'unsigned',
      reason,
      message: `The registry holds no signature of this digest: sign it with a key that ${
        policies.length > 0
          ? `the policy '${policies[0].name}' accepts`
          : 'a trust policy accepts'
      }.`,
    };
  }
  const entry = input.material.find(
    candidate => reasonOf(candidate, policies) === reason,
  );
  return {
    // An attestation says something about the package, and nobody has signed it by that.
    state: reason === 'NotASignature' ? 'unsigned' : 'untrusted',
    reason,
    message: refusalMessage(reason, input, policies, entry),
    ...(entry?.policy && { policy: entry.policy }),
    ...(entry?.keyHint && {
      signer: {
        keyHint: entry.keyHint,
        ...(entry.keyName && { keyName: entry.keyName }),
      },
    }),
  };
}

/** Gravest first: what a person has to hear about before the rest. */
const REFUSALS: readonly VerdictReason[] = [
  'SignatureInvalid',
  'KeyMismatch',
  'NoMatchingPolicy',
  'SubjectMismatch',
  'MalformedSignature',
  'NotASignature',
];

const REASON_OF_OUTCOME: Readonly<Record<SignatureOutcome, VerdictReason>> = {
  // A valid entry that was not accepted is by a key that no matching policy names.
  valid: 'KeyMismatch',
  invalid: 'SignatureInvalid',
  'wrong-key': 'KeyMismatch',
  'wrong-subject': 'SubjectMismatch',
  malformed: 'MalformedSignature',
  'not-a-signature': 'NotASignature',
};

function reasonOf(
  entry: SignatureMaterial,
  policies: readonly TrustPolicy[],
): VerdictReason {
  if (entry.outcome === 'valid' && isAttestation(entry)) return 'NotASignature';
  const reason = REASON_OF_OUTCOME[entry.outcome] ?? 'MalformedSignature';
  return policies.length === 0 && reason === 'KeyMismatch'
    ? 'NoMatchingPolicy'
    : reason;
}

function findRefusalReason(
  material: readonly SignatureMaterial[],
  policies: readonly TrustPolicy[],
): VerdictReason {
  const found = new Set(material.map(entry => reasonOf(entry, policies)));
  return REFUSALS.find(reason => found.has(reason)) ?? 'NoSignature';
}

function refusalMessage(
  reason: VerdictReason,
  input: VerdictInput,
  policies: readonly TrustPolicy[],
  entry: SignatureMaterial | undefined,
): string {
  const keys = policies
    .flatMap(policy => policy.keys.map(key => `'${key.name}'`))
    .join(', ');
  const because = entry?.message ? ` (${entry.message})` : '';
  switch (reason) {
    case 'NoMatchingPolicy':
      return `Signed, but no trust policy speaks of '${input.repository}': add one to waybill.verification.policies.`;
    case 'KeyMismatch':
      return `Signed, but with none of the keys that policies accept for '${input.repository}' (${keys}): sign it with one of them.`;
    case 'SignatureInvalid':
      return `A signature names the key '${entry?.keyName}', and that key does not verify it: it was changed. Do not use this package until somebody knows why.`;
    case 'SubjectMismatch':
      return `The attached signature belongs to another digest${because}: sign this one.`;
    case 'NotASignature':
      return `Only an attestation (${
        entry?.predicateType ?? 'of unknown type'
      }) is attached, and that is no signature of the package: sign it.`;
    default:
      return `The attached signature cannot be read${because}: sign it again.`;
  }
}

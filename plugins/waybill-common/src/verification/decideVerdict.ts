import { toIsoTime } from '../model/time';
import { judgeSignature } from './judgeSignature';
import { namePredicateType } from './predicateTypes';
import { describeRefusal } from './describeRefusal';
import { selectPolicies } from './selectPolicies';
import {
  COSIGN_SIGN_PREDICATE_TYPE,
  type SignatureMaterial,
  type SignatureProblem,
} from './signatureMaterial';
import { applyTrustDemands, type TrustDemands } from './trustDemands';
import type { TrustPolicy } from './trustPolicy';
import type {
  Verdict,
  VerdictAttestation,
  VerdictFinding,
  VerdictReason,
  VerdictSigner,
} from './verdict';

const MAX_FINDINGS = 20;

/** @public */
export interface VerdictInput {
  readonly digest: string;
  /** `host/path`. */
  readonly repository: string;
  /** All configured policies; those that do not speak of the repository are ignored. */
  readonly policies: readonly TrustPolicy[];
  /** What the model's entity asks for besides. */
  readonly demands?: TrustDemands;
  /** As {@link SignatureMaterial} says how to gather it. */
  readonly material: readonly SignatureMaterial[];
  /** Set where the material is missing or incomplete. */
  readonly problem?: SignatureProblem;
  readonly now: Date | string;
}

/** What one policy makes of the material. */
interface Judgement {
  readonly policy: TrustPolicy;
  readonly signatures: readonly SignatureMaterial[];
  readonly missingAttestations: readonly string[];
}

type Decision = Pick<Verdict, 'state' | 'reason' | 'message'> &
  Partial<Verdict>;

/**
 * What the checked signatures of a digest are worth under the configured policies. Total: never throws.
 *
 * One valid signature by a signer of one matching policy makes it `verified`, whatever else is attached: anybody who may
 * push could attach more. Without one, incomplete material is `unknown` and never `unsigned`.
 *
 * @public
 */
export function decideVerdict(input: VerdictInput): Verdict {
  const policies = selectPolicies(
    applyTrustDemands(input.policies, input.demands ?? {}),
    input.repository,
  );
  const decision = decide(input, policies);
  const policy =
    policies.find(({ name }) => name === decision.policy) ?? policies[0];
  return {
    digest: input.digest,
    forms: [],
    checkedAt: toIsoTime(input.now),
    ...(policy && { policy: policy.name }),
    ...decision,
    attestations: listAttestations(input.material, policy),
    findings: listFindings(input, policies),
  };
}

function decide(
  input: VerdictInput,
  policies: readonly TrustPolicy[],
): Decision {
  const { material, problem } = input;
  if (problem?.reason === 'DigestNotFound') {
    return { state: 'unknown', ...problem };
  }
  const accepting = policies
    .map(policy => judge(policy, material))
    .filter(({ signatures }) => signatures.length > 0);
  const satisfied = accepting.find(
    ({ missingAttestations }) => missingAttestations.length === 0,
  );
  if (satisfied) return describeAccepted(satisfied, material);
  if (problem) return { state: 'unknown', ...problem };
  if (accepting.length > 0) return describeIncomplete(accepting[0], material);
  return describeRefused(input, policies);
}

function judge(
  policy: TrustPolicy,
  material: readonly SignatureMaterial[],
): Judgement {
  const accepted = material.filter(
    entry => judgeSignature(entry, policy) === undefined,
  );
  const attested = new Set(
    accepted
      .filter(({ kind }) => kind === 'attestation')
      .map(({ predicateType }) => predicateType),
  );
  return {
    policy,
    signatures: accepted.filter(isSignature),
    missingAttestations: policy.attestations
      .map(({ predicateType }) => predicateType)
      .filter(predicateType => !attested.has(predicateType)),
  };
}

function describeAccepted(
  { policy, signatures }: Judgement,
  material: readonly SignatureMaterial[],
): Decision {
  const first = preferProvenTime(signatures);
  const forms = (['bundle', 'legacy'] as const).filter(form =>
    signatures.some(entry => entry.form === form),
  );
  const isHidden =
    !forms.includes('bundle') &&
    material.some(entry => entry.form === 'bundle');
  return {
    state: 'verified',
    reason: 'SignatureVerified',
    message: `Signed ${nameSigner(first)}, which the policy '${
      policy.name
    }' accepts.${
      isHidden
        ? ' But a Sigstore bundle by nobody it trusts is attached as well, and cosign and Flux then overlook the good signature: sign again to add a bundle.'
        : ''
    }`,
    policy: policy.name,
    ...describeSignature(first),
    forms,
  };
}

function describeIncomplete(
  { policy, signatures, missingAttestations }: Judgement,
  material: readonly SignatureMaterial[],
): Decision {
  const first = preferProvenTime(signatures);
  const [missing] = missingAttestations;
  const isThereByOthers = material.some(
    ({ kind, predicateType }) =>
      kind === 'attestation' && predicateType === missing,
  );
  const names = missingAttestations
    .map(type => `'${namePredicateType(type)}'`)
    .join(', ');
  return {
    state: isUncheckable(material) ? 'unknown' : 'untrusted',
    reason: isUncheckable(material)
      ? 'TrustRootUnavailable'
      : 'AttestationMissing',
    message: `Signed ${nameSigner(first)}, but the policy '${
      policy.name
    }' also asks for an attestation ${names} by one of its signers, and ${
      isThereByOthers
        ? 'the one that is attached does not count'
        : 'there is none'
    }: attest it with the same key or identity.`,
    policy: policy.name,
    ...describeSignature(first),
  };
}

function describeRefused(
  input: VerdictInput,
  policies: readonly TrustPolicy[],
): Decision {
  const refusals = input.material
    .filter(isSignature)
    .map(entry => ({ entry, reason: refusalReason(entry, policies) }));
  const gravest = REFUSALS.flatMap(reason =>
    refusals.filter(refusal => refusal.reason === reason).slice(0, 1),
  )[0];
  if (!gravest) return describeUnsigned(input, policies);
  const { entry, reason } = gravest;
  const policy = policies.find(({ name }) => name === entry.policy);
  return {
    state: reason === 'TrustRootUnavailable' ? 'unknown' : 'untrusted',
    reason,
    message: describeRefusal(reason, entry, input.repository, policies),
    ...(policy && { policy: policy.name }),
    ...(hasSigner(entry) && { signer: toSigner(entry) }),
  };
}

function describeUnsigned(
  input: VerdictInput,
  policies: readonly TrustPolicy[],
): Decision {
  const attestation = input.material.find(entry => !isSignature(entry));
  if (attestation) {
    return {
      state: 'unsigned',
      reason: 'NotASignature',
      message: describeRefusal(
        'NotASignature',
        attestation,
        input.repository,
        policies,
      ),
    };
  }
  return {
    state: 'unsigned',
    reason: 'NoSignature',
    message: `The registry holds no signature of this digest: sign it as ${
      policies.length > 0
        ? `the policy '${policies[0].name}' accepts`
        : 'a trust policy accepts'
    }.`,
  };
}

/** Gravest first: what a person has to hear about before the rest. */
const REFUSALS: readonly VerdictReason[] = [
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

/** By the policy that comes nearest to accepting it. */
function refusalReason(
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

function listFindings(
  { material, repository }: VerdictInput,
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
        ...(hasSigner(entry) && { signer: toSigner(entry) }),
      };
    });
}

function listAttestations(
  material: readonly SignatureMaterial[],
  policy: TrustPolicy | undefined,
): VerdictAttestation[] {
  return material
    .filter(entry => !isSignature(entry))
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
        ...(hasSigner(entry) && { signer: toSigner(entry) }),
      };
    });
}

/** Where several signatures are as good, the one that says most about itself. */
function preferProvenTime(
  signatures: readonly SignatureMaterial[],
): SignatureMaterial {
  return (
    signatures.find(({ logEntry, timestamp }) => logEntry ?? timestamp) ??
    signatures[0]
  );
}

function describeSignature(
  entry: SignatureMaterial,
): Pick<Verdict, 'signer' | 'signedAt' | 'logEntry'> {
  const signedAt = entry.logEntry?.integratedAt ?? entry.timestamp;
  return {
    signer: toSigner(entry),
    ...(signedAt && { signedAt }),
    ...(entry.logEntry && { logEntry: entry.logEntry }),
  };
}

function nameSigner({ certificate, keyName }: SignatureMaterial): string {
  return certificate
    ? `by '${certificate.subject}' (${certificate.issuer})`
    : `with the key '${keyName}'`;
}

/** cosign takes any bundle by the right key for a signature, an SBOM too; Waybill does not. */
function isSignature({
  kind,
  form,
  predicateType,
}: SignatureMaterial): boolean {
  return (
    kind === 'signature' &&
    (form === 'legacy' || predicateType === COSIGN_SIGN_PREDICATE_TYPE)
  );
}

function hasSigner({ keyName, keyHint, certificate }: SignatureMaterial) {
  return Boolean(keyName || keyHint || certificate);
}

function toSigner({
  keyName,
  keyHint,
  certificate,
}: SignatureMaterial): VerdictSigner {
  return {
    ...(keyName && { keyName }),
    ...(keyHint && { keyHint }),
    ...(certificate && {
      identity: { subject: certificate.subject, issuer: certificate.issuer },
    }),
  };
}

function isUncheckable(material: readonly SignatureMaterial[]): boolean {
  return material.some(
    ({ kind, outcome }) => kind === 'attestation' && outcome === 'not-checked',
  );
}

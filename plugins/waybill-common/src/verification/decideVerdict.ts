import { toIsoTime } from '../model/time';
import {
  describeAccepted,
  describeIncomplete,
  describeRefused,
  type Decision,
  type Judgement,
} from './describeDecision';
import { judgeSignature } from './judgeSignature';
import { listAttestations, listFindings } from './listAttached';
import { selectPolicies } from './selectPolicies';
import { isSignature } from './signerOf';
import type { SignatureMaterial, SignatureProblem } from './signatureMaterial';
import { applyTrustDemands, type TrustDemands } from './trustDemands';
import type { TrustPolicy } from './trustPolicy';
import type { Verdict } from './verdict';

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
    findings: listFindings(input.material, input.repository, policies),
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
  return describeRefused(material, input.repository, policies);
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

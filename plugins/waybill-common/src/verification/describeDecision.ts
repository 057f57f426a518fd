import { describeRefusal } from './describeRefusal';
import { namePredicateType } from './predicateTypes';
import { REFUSALS, refusalReason } from './refusalReason';
import {
  describeSignature,
  isSignature,
  nameSigner,
  preferProvenTime,
  signerOf,
} from './signerOf';
import type { SignatureMaterial } from './signatureMaterial';
import type { TrustPolicy } from './trustPolicy';
import type { Verdict } from './verdict';

/** What one policy makes of the material. */
export interface Judgement {
  readonly policy: TrustPolicy;
  readonly signatures: readonly SignatureMaterial[];
  readonly missingAttestations: readonly string[];
}

/** What is decided, and what is to be said of it. */
export type Decision = Pick<Verdict, 'state' | 'reason' | 'message'> &
  Partial<Verdict>;

export function describeAccepted(
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

export function describeIncomplete(
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

export function describeRefused(
  material: readonly SignatureMaterial[],
  repository: string,
  policies: readonly TrustPolicy[],
): Decision {
  const refusals = material
    .filter(isSignature)
    .map(entry => ({ entry, reason: refusalReason(entry, policies) }));
  const gravest = REFUSALS.flatMap(reason =>
    refusals.filter(refusal => refusal.reason === reason).slice(0, 1),
  )[0];
  if (!gravest) return describeUnsigned(material, repository, policies);
  const { entry, reason } = gravest;
  const policy = policies.find(({ name }) => name === entry.policy);
  return {
    state: reason === 'TrustRootUnavailable' ? 'unknown' : 'untrusted',
    reason,
    message: describeRefusal(reason, entry, repository, policies),
    ...(policy && { policy: policy.name }),
    ...signerOf(entry),
  };
}

function describeUnsigned(
  material: readonly SignatureMaterial[],
  repository: string,
  policies: readonly TrustPolicy[],
): Decision {
  const attestation = material.find(entry => !isSignature(entry));
  if (attestation) {
    return {
      state: 'unsigned',
      reason: 'NotASignature',
      message: describeRefusal(
        'NotASignature',
        attestation,
        repository,
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

function isUncheckable(material: readonly SignatureMaterial[]): boolean {
  return material.some(
    ({ kind, outcome }) => kind === 'attestation' && outcome === 'not-checked',
  );
}

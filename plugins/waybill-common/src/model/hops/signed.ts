import { shortenDigest } from '../../reference/digest';
import type { OtherVoice } from '../../verification/disagreement/OtherVoice';
import { namePredicateType } from '../../verification/predicateTypes';
import type { Verdict, VerdictSigner } from '../../verification/verdict';
import { nameDigest, type PlacementFacts } from '../placementFacts';
import type { Status } from '../status';
import { describeAge } from '../time';
import type { Evidence, Hop } from '../waybill';
import { asSentence } from '../wording';
import { buildHop } from './buildHop';
import { nothingMeant } from './published';

const STATUS_OF_VERDICT: Readonly<Record<Verdict['state'], Status>> = {
  verified: 'Current',
  untrusted: 'Failed',
  unsigned: 'Failed',
  unknown: 'Unknown',
};

/** More evidence of one sort than a person reads. */
const MAX_EVIDENCE = 10;

/**
 * What our own verification says of the digest that is meant to run, and who says otherwise. What others say changes
 * the message and the evidence, and never the status: that is our own word.
 *
 * @internal
 */
export function deriveSigned(
  facts: PlacementFacts,
  otherVoices: readonly OtherVoice[],
): Hop {
  const digest = facts.declaredDigest ?? facts.servedDigest;
  if (digest === undefined) {
    return buildHop('signed', nothingMeant(facts), facts.declaration?.asOf);
  }
  const differing = otherVoices.filter(
    ({ agreement }) => agreement === 'differs',
  );
  const verdict = Object.hasOwn(facts.verdicts, digest)
    ? facts.verdicts[digest]
    : undefined;
  if (!verdict) {
    const { problem } = facts.versions;
    return buildHop('signed', {
      status: 'Unknown',
      reason: problem === undefined ? 'NotChecked' : 'RegistryUnavailable',
      message: `${asSentence(
        `The signature of ${nameDigest(facts, digest)} was not checked${
          problem === undefined ? ' yet' : `: ${problem}`
        }`,
      )}${describeDifferences(differing, digest)}`,
      digest,
      evidence: differing.map(toEvidence),
    });
  }
  return buildHop(
    'signed',
    {
      status:
        verdict.reason === 'DigestNotFound'
          ? 'NotFound'
          : STATUS_OF_VERDICT[verdict.state] ?? 'Unknown',
      reason: verdict.reason,
      message: [
        asSentence(verdict.message),
        describeStaleness(verdict, facts.now),
        describeDifferences(differing, digest),
      ].join(''),
      digest,
      ...(verdict.signedAt !== undefined && { since: verdict.signedAt }),
      evidence: gatherEvidence(verdict, differing),
    },
    verdict.checkedAt,
  );
}

function describeStaleness(
  { staleness, checkedAt }: Verdict,
  now: string,
): string {
  return staleness
    ? ` That was checked ${describeAge(
        checkedAt,
        now,
      )}, and could not be checked since: ${asSentence(staleness.message)}`
    : '';
}

function describeDifferences(
  differing: readonly OtherVoice[],
  digest: string,
): string {
  const said = differing.slice(0, 3).map(voice => {
    const what =
      voice.digest === digest
        ? 'it'
        : `the digest ${shortenDigest(voice.digest ?? '')}`;
    return `${nameSource(voice)} ${
      voice.says === 'refused' ? 'refuses' : 'accepts'
    } ${what} (${voice.subject})`;
  });
  return said.length > 0 ? ` But ${said.join(', and ')}.` : '';
}

function nameSource({ source }: OtherVoice): string {
  return {
    flux: 'Flux',
    kyverno: 'Kyverno',
    ratify: 'Ratify',
    'policy-controller': 'the policy-controller',
    'admission-report': 'a report',
  }[source];
}

function gatherEvidence(
  verdict: Verdict,
  differing: readonly OtherVoice[],
): Evidence[] {
  const { logEntry, signedAt } = verdict;
  return [
    ...verdict.forms.map(form => ({
      subject: nameForm(form),
      detail: `verified with ${nameSigner(verdict.signer)} of the policy '${
        verdict.policy ?? 'unknown'
      }'`,
    })),
    ...(signedAt === undefined
      ? []
      : [{ subject: 'proven time of the signature', detail: signedAt }]),
    ...(logEntry
      ? [
          {
            subject: 'transparency log',
            detail: `entry ${logEntry.logIndex} of the log ${logEntry.logId}`,
          },
        ]
      : []),
    ...verdict.attestations
      .slice(0, MAX_EVIDENCE)
      .map(({ predicateType, isAccepted, reason }) => ({
        subject: `attestation ${namePredicateType(predicateType)}`,
        detail: isAccepted ? 'accepted' : `not accepted: ${reason}`,
      })),
    ...verdict.findings
      .slice(0, MAX_EVIDENCE)
      .map(({ form, reason, message }) => ({
        subject: `${nameForm(form)} that does not count`,
        detail: `${reason}: ${message}`,
      })),
    ...differing.map(toEvidence),
  ];
}

function toEvidence({ subject, message }: OtherVoice): Evidence {
  return { subject, detail: message };
}

function nameForm(form: 'bundle' | 'legacy'): string {
  return form === 'bundle' ? 'Sigstore bundle' : 'cosign signature (.sig)';
}

function nameSigner(signer: VerdictSigner | undefined): string {
  return signer?.identity
    ? `the identity '${signer.identity.subject}' (${signer.identity.issuer})`
    : `the key '${signer?.keyName ?? 'unknown'}'`;
}

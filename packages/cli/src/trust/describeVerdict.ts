import {
  namePredicateType,
  type Verdict,
  type VerdictSigner,
} from '@waybill/backstage-plugin-waybill-common';
import { ExitCode } from '../errors/exitCodes';
import { printable } from '../terminal/printable';

/** What a run ends with: 0 for `verified` and nothing else. */
export function exitCodeOfVerdict({ state, reason }: Verdict): number {
  if (state === 'verified') return ExitCode.ok;
  if (reason === 'DigestNotFound') return ExitCode.notFound;
  return state === 'unknown' ? ExitCode.unreachable : ExitCode.refused;
}

/** A verdict for people: what, why, by whose word, and how we know. */
export function verdictLines(verdict: Verdict, what: string): string[] {
  const { state, reason, message, signer, signedAt, logEntry, policy } =
    verdict;
  const { forms, attestations, findings } = verdict;
  return [
    `${state}: ${what}`,
    `Reason:   ${reason}`,
    `          ${printable(message)}`,
    ...(signer ? [`Signer:   ${signerName(signer)}`] : []),
    ...(state === 'verified'
      ? [`Time:     ${signedAt ?? 'nothing proves when'}`]
      : []),
    ...(logEntry
      ? [`Log:      entry ${logEntry.logIndex} of ${logEntry.logId}`]
      : []),
    ...(policy ? [`Policy:   ${printable(policy)}`] : []),
    ...(forms.length > 0 ? [`Forms:    ${forms.join(', ')}`] : []),
    ...attestationLines(attestations),
    ...findings.map(
      finding =>
        `Finding:  ${finding.form}: ${finding.reason}: ${printable(
          finding.message,
        )}`,
    ),
  ];
}

/** Both forms of one attestation say the same: once is enough. */
function attestationLines(attestations: Verdict['attestations']): string[] {
  const lines = attestations.map(
    ({ predicateType, isAccepted, reason }) =>
      `Attested: ${printable(namePredicateType(predicateType))} (${
        isAccepted ? 'accepted' : `not accepted: ${reason ?? 'no signer of it'}`
      })`,
  );
  return [...new Set(lines)];
}

/** Who signed, for people. */
export function signerName({
  keyName,
  keyHint,
  identity,
}: VerdictSigner): string {
  if (identity)
    return `${printable(identity.subject)} (${printable(identity.issuer)})`;
  return keyName
    ? `the key ${printable(keyName)}`
    : `a key that is not known here (${printable(
        keyHint ?? 'without a hint',
      )})`;
}

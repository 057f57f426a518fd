import { shortenDigest } from '../../reference/digest';
import { asSentence, cleanText } from '../../model/wording';
import type { Verdict } from '../verdict';
import type { OtherVoice, OtherVoiceSource } from './OtherVoice';

/** What somebody says, before it is held against our own verdict. @internal */
export interface Claim
  extends Pick<
    OtherVoice,
    'source' | 'subject' | 'says' | 'digest' | 'reason' | 'observedAt'
  > {
  /** Name of the policy by which it was judged. */
  readonly policy?: string;
  /** `commit` and `chart`: what our verdicts do not speak of. */
  readonly about: 'package' | 'manifests' | 'commit' | 'chart';
  /** In its own words. */
  readonly words?: string;
  /** Our own verdict of the same digest. */
  readonly verdict?: Verdict;
}

const NAMES: Readonly<Record<OtherVoiceSource, string>> = {
  flux: 'Flux',
  kyverno: 'Kyverno',
  ratify: 'Ratify',
  'policy-controller': 'The policy-controller',
  'admission-report': 'A report in the cluster',
};

const HINT =
  'Compare whose signatures each of them accepts, and in which form they read them.';

/** Holds a claim against our own verdict. @internal */
export function toVoice(claim: Claim): OtherVoice {
  const { source, subject, says, digest, reason, observedAt } = claim;
  const { agreement, why } = compare(claim);
  return {
    source,
    subject,
    says,
    agreement,
    ...(digest !== undefined && { digest }),
    ...(reason !== undefined && { reason }),
    message: `${asSentence(describe(claim))} ${why}`,
    observedAt,
  };
}

function describe(claim: Claim): string {
  const { source, says, policy, words } = claim;
  const who = `${NAMES[source]}${policy ? ` (policy '${policy}')` : ''}`;
  const verb = {
    trusted: 'accepts',
    refused: 'refuses',
    unknown: 'does not say whether to trust',
  }[says];
  return `${who} ${verb} ${nameOf(claim)}${
    words ? `: ${cleanText(words)}` : ''
  }`;
}

function nameOf({ about, digest }: Claim): string {
  const which = digest ? ` ${shortenDigest(digest)}` : '';
  return {
    package: digest ? `the package${which}` : 'what the pods run',
    manifests: `the manifests${which}`,
    commit: 'the commit with the manifests',
    chart: 'the chart with the manifests',
  }[about];
}

function compare(claim: Claim): {
  agreement: OtherVoice['agreement'];
  why: string;
} {
  const { says, about, digest, verdict } = claim;
  const undecided = (why: string) => ({ agreement: 'undecided' as const, why });
  if (about === 'commit' || about === 'chart') {
    return undecided(
      'That is no signature of the package, so Waybill has nothing to compare it with.',
    );
  }
  if (says === 'unknown') return undecided('So there is nothing to compare.');
  if (digest === undefined) {
    return undecided(
      'It does not say of which digest, so it cannot be compared.',
    );
  }
  if (!verdict) return undecided('Waybill has not checked that digest.');
  const ours = asSentence(cleanText(verdict.message));
  if (verdict.reason === 'NoMatchingPolicy') {
    return undecided(
      'No trust policy of Waybill speaks of that repository, so it has no word of its own.',
    );
  }
  if (verdict.state === 'verified') {
    return says === 'trusted'
      ? { agreement: 'agrees', why: 'So does Waybill.' }
      : { agreement: 'differs', why: `Waybill trusts it. ${ours} ${HINT}` };
  }
  if (verdict.state === 'untrusted' || verdict.state === 'unsigned') {
    return says === 'refused'
      ? { agreement: 'agrees', why: 'So does Waybill.' }
      : { agreement: 'differs', why: `Waybill does not. ${ours} ${HINT}` };
  }
  return undecided(`Waybill could not check it. ${ours}`);
}

import {
  legacySignatureTag,
  referrersTag,
  type Verdict,
} from '@waybill/backstage-plugin-waybill-common';

const RECENT_COUNT = 20;
/** A verified digest stays so until signatures are deleted; attestations are added to it. */
const VERIFIED_FOR_MS = 60 * 60_000;
const RECENT_VERIFIED_FOR_MS = 2 * 60_000;
/** A new version is signed a moment after it was pushed. */
const RECENT_UNVERIFIED_FOR_MS = 10_000;
const UNVERIFIED_FOR_MS = 5 * 60_000;
/** Where the list of tags shows a signature that the verdict does not know. */
const OUTDATED_FOR_MS = 10_000;

/**
 * How long a verdict counts before it is made again.
 *
 * @param index - position of the version, newest first
 * @param tags - all tags of the repository: where the registry has no referrers API, signatures have some
 */
export function verdictFreshForMs(
  verdict: Verdict,
  index: number,
  tags: ReadonlySet<string>,
): number {
  const isRecent = index < RECENT_COUNT;
  if (verdict.state !== 'verified' || verdict.staleness) {
    return isRecent ? RECENT_UNVERIFIED_FOR_MS : UNVERIFIED_FOR_MS;
  }
  if (hasUnknownSignature(verdict, tags)) return OUTDATED_FOR_MS;
  return isRecent ? RECENT_VERIFIED_FOR_MS : VERIFIED_FOR_MS;
}

/** Signatures are added under tags that name the digest; one kind that the verdict says nothing of is new. */
function hasUnknownSignature(
  { digest, forms, findings, attestations }: Verdict,
  tags: ReadonlySet<string>,
): boolean {
  const knows = (form: 'bundle' | 'legacy') =>
    forms.includes(form) || findings.some(finding => finding.form === form);
  const attested = (form: 'bundle' | 'legacy') =>
    attestations.some(attestation => attestation.form === form);
  return (
    (tags.has(legacySignatureTag(digest)) && !knows('legacy')) ||
    (tags.has(`${referrersTag(digest)}.att`) && !attested('legacy')) ||
    (tags.has(referrersTag(digest)) && !knows('bundle') && !attested('bundle'))
  );
}

/** Reasons of an `unknown` that take nothing back: the check could not be made. */
const NOT_CHECKED: ReadonlySet<Verdict['reason']> = new Set([
  'RegistryUnavailable',
  'TrustRootUnavailable',
]);

/**
 * What counts after a check: its verdict, or where it could not be made, the last one with its age and why.
 */
export function succeedVerdict(
  last: Verdict | undefined,
  checked: Verdict,
): Verdict {
  const isNoAnswer =
    checked.state === 'unknown' && NOT_CHECKED.has(checked.reason);
  return isNoAnswer && last && last.state !== 'unknown'
    ? {
        ...last,
        staleness: { triedAt: checked.checkedAt, message: checked.message },
      }
    : checked;
}

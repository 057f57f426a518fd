import type {
  Placement,
  Verdict,
  VersionSummary,
} from '@waybill/backstage-plugin-waybill-common';

/** What Waybill itself says of what is meant to run in an environment. */
export interface OwnVoice {
  readonly digest?: string;
  /** Absent where the version is not among those that are listed. */
  readonly version?: VersionSummary;
  readonly verdict?: Verdict;
  readonly message: string;
  readonly checkedAt?: string;
}

export function ownVoice(
  placement: Placement,
  versions: readonly VersionSummary[],
): OwnVoice {
  const hop = placement.waybill.hops.find(({ name }) => name === 'signed');
  const digest =
    hop?.digest ?? placement.declaredDigest ?? placement.runningDigest;
  const version = versions.find(known => known.digest === digest);
  return {
    digest,
    version,
    verdict: version?.verdict,
    message:
      version?.verdict.message ?? hop?.message ?? 'It was not checked yet.',
    checkedAt: version?.verdict.checkedAt ?? hop?.asOf,
  };
}

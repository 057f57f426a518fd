/**
 * How well two things go together, best first. What cannot be told ranks worst: it never looks better than a failure.
 *
 * - `works`: nothing is to be done.
 * - `works-with`: it works where something is set up as the finding says.
 * - `does-not-work`: it is known to fail.
 * - `unknown`: a fact is missing, or nobody has proven it.
 *
 * @public
 */
export type CompatibilityVerdict =
  | 'works'
  | 'works-with'
  | 'does-not-work'
  | 'unknown';

const RANKS: Readonly<Record<CompatibilityVerdict, number>> = {
  works: 0,
  'works-with': 1,
  'does-not-work': 2,
  unknown: 3,
};

/**
 * Order for `Array.sort`: best first.
 *
 * @internal
 */
export function byVerdict(
  left: CompatibilityVerdict,
  right: CompatibilityVerdict,
): number {
  return RANKS[left] - RANKS[right];
}

/**
 * The worst of several; `works` where there is none.
 *
 * @internal
 */
export function worstVerdict(
  verdicts: readonly CompatibilityVerdict[],
): CompatibilityVerdict {
  return verdicts.reduce(
    (worst, verdict) => (byVerdict(worst, verdict) < 0 ? verdict : worst),
    'works',
  );
}

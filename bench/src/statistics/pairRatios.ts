/** A value that was measured in a round. */
export interface RoundValue {
  readonly round: number;
  readonly value: number;
}

/**
 * Divides the values of two series round by round: what slowed the machine down in a round slowed both. Rounds that
 * only one of them has are left out.
 */
export function pairRatios(
  numerators: readonly RoundValue[],
  denominators: readonly RoundValue[],
): number[] {
  const byRound = new Map(
    denominators.map(({ round, value }) => [round, value]),
  );
  return numerators.flatMap(({ round, value }) => {
    const denominator = byRound.get(round);
    return denominator === undefined || denominator <= 0
      ? []
      : [value / denominator];
  });
}

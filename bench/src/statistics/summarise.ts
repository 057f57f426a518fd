export interface Summary {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** @throws Error where there is nothing to summarise */
export function summarise(values: readonly number[]): Summary {
  if (values.length === 0) {
    throw new Error('there is no value to summarise');
  }
  const sorted = [...values].sort((a, b) => a - b);
  return {
    min: sorted[0],
    median: medianOfSorted(sorted),
    max: sorted[sorted.length - 1],
  };
}

export function median(values: readonly number[]): number {
  return summarise(values).median;
}

function medianOfSorted(sorted: readonly number[]): number {
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? sorted[middle]
    : (sorted[middle - 1] + sorted[middle]) / 2;
}

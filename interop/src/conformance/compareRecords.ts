import { isObject, type Json } from './Json';

export interface RecordDifference {
  /** `observations.Pod models/iris….phase` */
  readonly path: string;
  readonly expected: string;
  readonly actual: string;
}

/** Every leaf in which two records differ. */
export function compareRecords(
  expected: Json | undefined,
  actual: Json | undefined,
  path = '',
): RecordDifference[] {
  if (isObject(expected) && isObject(actual)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
    return [...keys]
      .sort()
      .flatMap(key =>
        compareRecords(
          expected[key],
          actual[key],
          path ? `${path}.${key}` : key,
        ),
      );
  }
  if (
    Array.isArray(expected) &&
    Array.isArray(actual) &&
    expected.length === actual.length
  ) {
    return expected.flatMap((entry, index) =>
      compareRecords(entry, actual[index], `${path}[${index}]`),
    );
  }
  const [wanted, given] = [show(expected), show(actual)];
  return wanted === given ? [] : [{ path, expected: wanted, actual: given }];
}

function show(value: Json | undefined): string {
  return value === undefined ? 'absent' : JSON.stringify(sorted(value));
}

/** Keys in an order of their own: what was written first says nothing. */
function sorted(value: Json): Json {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  if (isObject(value)) {
    return Object.fromEntries(
      Object.keys(value)
        .sort()
        .map(key => [key, sorted(value[key])]),
    );
  }
  return value;
}

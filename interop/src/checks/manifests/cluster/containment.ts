/**
 * Where an object lacks what was written: controllers and the API server add fields, and change none.
 *
 * @returns the path of the first difference and both values; `undefined` where everything is there
 */
export function findMissing(
  actual: unknown,
  written: unknown,
  path = '',
): string | undefined {
  if (Array.isArray(written)) {
    const found = Array.isArray(actual) ? actual : [];
    if (found.length !== written.length) {
      return difference(path, actual, written);
    }
    return firstOf(
      written.map(
        (value, index) => () =>
          findMissing(found[index], value, `${path}[${index}]`),
      ),
    );
  }
  if (typeof written === 'object' && written !== null) {
    const found = (
      typeof actual === 'object' && actual !== null ? actual : {}
    ) as Readonly<Record<string, unknown>>;
    return firstOf(
      Object.entries(written).map(
        ([key, value]) =>
          () =>
            findMissing(found[key], value, path ? `${path}.${key}` : key),
      ),
    );
  }
  // An empty text is left out of what is stored.
  const isThere =
    actual === written || (actual === undefined && written === '');
  return isThere ? undefined : difference(path, actual, written);
}

function firstOf(
  questions: readonly (() => string | undefined)[],
): string | undefined {
  for (const ask of questions) {
    const answer = ask();
    if (answer !== undefined) return answer;
  }
  return undefined;
}

function difference(path: string, actual: unknown, written: unknown): string {
  return `${path} is ${JSON.stringify(actual)}, and ${JSON.stringify(
    written,
  )} was written`;
}

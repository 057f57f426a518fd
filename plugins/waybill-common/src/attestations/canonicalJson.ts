/** Deeper than any document that Waybill writes. */
const MAX_DEPTH = 64;

/**
 * JSON with the keys of every object in order and nothing absent: two values of one meaning are one text, so that a
 * statement which is there already is recognised, and the same input gives the same bytes.
 *
 * @throws RangeError where the value is deeper than 64 levels
 * @public
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(inOrder(value, 0));
}

function inOrder(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH)
    throw new RangeError(`A value is nested more than ${MAX_DEPTH} deep.`);
  // a number that JSON's readers would round is kept as text
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value))
    return value.map(item => inOrder(item ?? null, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, part]) => [key, inOrder(part, depth + 1)]),
  );
}

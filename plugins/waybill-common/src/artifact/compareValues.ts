/** Something that differs between two documents. @public */
export interface ValueChange {
  /** Where: `model.parts[2].path`. */
  readonly place: string;
  /** As JSON; absent where it was not there. */
  readonly before?: string;
  readonly after?: string;
}

const MAX_CHANGES = 1000;
const MAX_DEPTH = 64;

/**
 * What differs between two plain values, such as the Kitfiles or the annotations of two packages. Lists are compared by
 * position. At most 1,000 differences are told.
 *
 * @public
 */
export function compareValues(before: unknown, after: unknown): ValueChange[] {
  const changes: ValueChange[] = [];
  collect(changes, '', before, after, 0);
  return changes;
}

function collect(
  changes: ValueChange[],
  place: string,
  before: unknown,
  after: unknown,
  depth: number,
): void {
  if (changes.length >= MAX_CHANGES || Object.is(before, after)) return;
  const isList = Array.isArray(before) && Array.isArray(after);
  const areObjects = isObject(before) && isObject(after);
  if (depth < MAX_DEPTH && (isList || areObjects)) {
    const [left, right] = [entriesOf(before), entriesOf(after)];
    for (const key of new Set([...left.keys(), ...right.keys()]))
      collect(
        changes,
        isList ? `${place}[${key}]` : joined(place, key),
        left.get(key),
        right.get(key),
        depth + 1,
      );
    return;
  }
  const [was, is] = [textOf(before), textOf(after)];
  if (was === is) return;
  changes.push({
    place,
    ...(was === undefined ? {} : { before: was }),
    ...(is === undefined ? {} : { after: is }),
  });
}

function joined(place: string, key: string): string {
  if (!/^[\w-]+$/.test(key)) return `${place}[${JSON.stringify(key)}]`;
  return place === '' ? key : `${place}.${key}`;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function entriesOf(value: unknown): Map<string, unknown> {
  return new Map(Object.entries(value as object));
}

function textOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'bigint' ? part.toString() : part,
  );
}

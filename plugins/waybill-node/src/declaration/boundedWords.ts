import { z } from 'zod';

const MAX_ITEMS = 200;
/** Of objects that are passed through: more than any pod has, and little enough to be written and compared. */
const MAX_DEPTH = 20;
const MAX_NODES = 5_000;

/** Text of a bounded length, of any content: its grammar is told at its field. */
export function text(maxLength: number) {
  return z.string().max(maxLength);
}

export const name = text(253);

/** A list that ends. */
export function bounded<T extends z.ZodType>(item: T) {
  return z.array(item).max(MAX_ITEMS);
}

/** A map from names to values, that ends. */
export function record<T extends z.ZodType>(value: T) {
  return z
    .record(z.string().max(317), value)
    .refine(
      map => Object.keys(map).length <= MAX_ITEMS,
      `at most ${MAX_ITEMS} entries`,
    );
}

/** An object of another API, which is passed through as it is. */
export const passedThrough = z
  .record(z.string().max(317), z.unknown())
  .refine(
    isBounded,
    `plain data, up to ${MAX_DEPTH} levels deep and of up to ${MAX_NODES} values`,
  );

export function isBounded(value: unknown): boolean {
  let level: unknown[] = [value];
  let nodes = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    nodes += level.length;
    if (depth > MAX_DEPTH || nodes > MAX_NODES) return false;
    if (!level.every(isPlain)) return false;
    level = level.flatMap(item =>
      typeof item === 'object' && item !== null ? Object.values(item) : [],
    );
  }
  return true;
}

/** What JSON can say; anything else would be lost or changed on its way into YAML. */
function isPlain(value: unknown): boolean {
  return (
    value === null ||
    value === undefined ||
    ['string', 'boolean'].includes(typeof value) ||
    Number.isFinite(value) ||
    Array.isArray(value) ||
    (typeof value === 'object' &&
      [Object.prototype, null].includes(Object.getPrototypeOf(value)))
  );
}

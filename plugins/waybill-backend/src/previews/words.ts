import { z } from 'zod';

const MAX_ITEMS = 200;

/** Text of a bounded length, of any content. */
export function text(maxLength: number) {
  return z.string().max(maxLength);
}

/** Of an environment or namespace; its grammar is told at its field. */
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

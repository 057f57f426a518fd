import { InputError } from '@backstage/errors';
import type { z } from 'zod';

/** Checks what came in, and says what is wrong with which field. */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (!parsed.success) {
    throw new InputError(
      parsed.error.issues
        .map(({ path, message }) => `'${path.join('.')}': ${message}`)
        .join('; '),
    );
  }
  return parsed.data;
}

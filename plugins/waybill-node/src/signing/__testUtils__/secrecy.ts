import { inspect } from 'node:util';

/** All that a log, a debugger or a serialiser could find in a value, its causes and hidden fields included. */
export function everythingOf(value: unknown): string {
  const seen = [
    inspect(value, { depth: Infinity, showHidden: true, getters: true }),
  ];
  for (
    let error = value;
    error instanceof Error;
    error = (error as { cause?: unknown }).cause
  ) {
    seen.push(error.message, String(error.stack), JSON.stringify(error));
  }
  if (!(value instanceof Error)) seen.push(JSON.stringify(value) ?? '');
  return seen.join('\n');
}

/** The lines of a PEM text in which a key is; the frame is no secret. */
export function keyLinesOf(pem: string): string[] {
  return pem
    .split('\n')
    .filter(line => line.length > 20 && !line.startsWith('-----'));
}

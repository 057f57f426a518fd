import type { OutputStream, Terminal } from './Terminal';

const CODES = { red: 31, green: 32, yellow: 33, dim: 2, bold: 1 };

export type Paint = (color: keyof typeof CODES, text: string) => string;

/**
 * Colors for one stream: on a terminal only, never with NO_COLOR (https://no-color.org) or on a dumb terminal, and also
 * in a log where FORCE_COLOR asks for it.
 */
export function createPaint(stream: OutputStream, env: Terminal['env']): Paint {
  const isForced = Boolean(env.FORCE_COLOR) && env.FORCE_COLOR !== '0';
  const isColored =
    !env.NO_COLOR && (isForced || (stream.isTTY && env.TERM !== 'dumb'));
  return isColored
    ? (color, text) => `\u001b[${CODES[color]}m${text}\u001b[0m`
    : (_color, text) => text;
}

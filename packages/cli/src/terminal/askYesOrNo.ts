import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Terminal } from './Terminal';

/** Asks on a terminal. Anything but y and yes is no, and so is the end of the input. */
export async function askYesOrNo(
  { stdin, stderr }: Terminal,
  question: string,
  signal: AbortSignal,
): Promise<boolean> {
  const lines = createInterface({
    input: stdin,
    output: new Writable({
      write: (chunk, _encoding, done) => {
        stderr.write(String(chunk));
        done();
      },
    }),
    terminal: false,
  });
  try {
    stderr.write(`${question} [y/N] `);
    const answer = await new Promise<string>((resolve, reject) => {
      lines.once('line', resolve);
      lines.once('close', () => resolve(''));
      signal.addEventListener('abort', () => reject(signal.reason), {
        once: true,
      });
    });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}

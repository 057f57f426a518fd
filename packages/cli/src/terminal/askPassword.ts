import type { Readable } from 'node:stream';
import type { Terminal } from './Terminal';

type RawStream = Readable & {
  readonly isTTY?: boolean;
  setRawMode?(isRaw: boolean): unknown;
};

const MAX_CHARACTERS = 1024;

/**
 * Asks for a password on a terminal, which shows nothing of it.
 *
 * @returns `undefined` where nobody is there, or where it was left
 */
export async function askPassword(
  { stdin, stderr }: Terminal,
  question: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const input: RawStream = stdin;
  if (!input.isTTY || !stderr.isTTY) return undefined;
  stderr.write(`${question}: `);
  input.setRawMode?.(true);
  try {
    return await readHidden(input, signal);
  } finally {
    input.setRawMode?.(false);
    stderr.write('\n');
  }
}

function readHidden(
  input: RawStream,
  signal: AbortSignal,
): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    let typed = '';
    const end = () => {
      input.off('data', onData).off('end', onEnd).off('error', fail).pause();
      signal.removeEventListener('abort', onAbort);
    };
    const finish = (password: string | undefined) => {
      end();
      resolve(password);
    };
    const fail = (error: unknown) => {
      end();
      reject(error);
    };
    const onAbort = () => fail(signal.reason);
    const onEnd = () => finish(typed === '' ? undefined : typed);
    const onData = (chunk: Buffer | string) => {
      for (const key of String(chunk)) {
        if (key === '\r' || key === '\n') return finish(typed);
        // Ctrl-C and Ctrl-D, which a raw terminal hands on
        if (key === '\u0003' || key === '\u0004') return finish(undefined);
        if (key === '\u007f' || key === '\b') typed = typed.slice(0, -1);
        else if (typed.length < MAX_CHARACTERS) typed += key;
      }
      return undefined;
    };
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    input.on('data', onData).once('end', onEnd).once('error', fail);
  });
}

import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { CliError } from '../errors/CliError';
import { ExitCode } from '../errors/exitCodes';
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
 * @throws CliError `INTERRUPTED`
 */
export async function askPassword(
  { stdin, stderr }: Terminal,
  question: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const input: RawStream = stdin;
  if (!input.isTTY || !stderr.isTTY) return undefined;
  // before the question: whoever answers at once would be shown
  input.setRawMode?.(true);
  stderr.write(`${question}: `);
  try {
    return await readHidden(input, signal);
  } finally {
    input.setRawMode?.(false);
    stderr.write('\n');
  }
}

async function readHidden(
  input: RawStream,
  signal: AbortSignal,
): Promise<string | undefined> {
  const decoder = new StringDecoder('utf8');
  const onAbort = () => input.destroy();
  signal.throwIfAborted();
  signal.addEventListener('abort', onAbort, { once: true });
  let typed = '';
  try {
    for await (const chunk of input.iterator({ destroyOnReturn: false })) {
      for (const key of decoder.write(Buffer.from(chunk))) {
        if (key === '\r' || key === '\n') return typed;
        // Ctrl-C and Ctrl-D, which a raw terminal hands on
        if (key === '\u0003') throw interrupted();
        if (key === '\u0004') return undefined;
        if (key === '\u007f' || key === '\b') typed = typed.slice(0, -1);
        else if (typed.length < MAX_CHARACTERS) typed += key;
      }
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
  signal.throwIfAborted();
  return typed === '' ? undefined : typed;
}

function interrupted(): CliError {
  return new CliError({
    code: 'INTERRUPTED',
    message: 'Interrupted while it was asked for a password.',
    exitCode: ExitCode.interrupted,
  });
}

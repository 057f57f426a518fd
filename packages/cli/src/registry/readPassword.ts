import type { Readable } from 'node:stream';
import { CliError } from '../errors/CliError';

/** Tokens of cloud registries have some thousand characters. */
const MAX_BYTES = 64 * 1024;

/** Reads a password from stdin to its end; the line break that `echo` adds is not part of it. */
export async function readPassword(
  stdin: Readable & { readonly isTTY?: boolean },
  signal: AbortSignal,
): Promise<string> {
  if (stdin.isTTY) throw noPassword('and stdin is a terminal');
  const chunks: Buffer[] = [];
  let size = 0;
  const onAbort = () => stdin.destroy();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    for await (const chunk of stdin) {
      const bytes = Buffer.from(chunk);
      size += bytes.length;
      if (size > MAX_BYTES)
        throw noPassword(`and got more than ${MAX_BYTES} bytes`);
      chunks.push(bytes);
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
  signal.throwIfAborted();
  const password = Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '');
  if (password === '') throw noPassword('and nothing came');
  return password;
}

function noPassword(why: string): CliError {
  return new CliError({
    code: 'USAGE',
    message: `--password-stdin waits for a password on stdin, ${why}: pipe it in, as in \`echo "$TOKEN" | waybill …\`.`,
  });
}

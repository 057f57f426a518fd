import { execFile } from 'node:child_process';
import type { SecretReader } from '@waybill/backstage-plugin-waybill-node';
import type { CommandContext } from '../commands/CommandContext';
import { CliError } from '../errors/CliError';

const TIMEOUT_MS = 30_000;
/** As large as a secret may be, in base64 and JSON. */
const MAX_BYTES = 4 * 1024 * 1024;

/** Reads secrets with kubectl: it knows the user's clusters, and how to log in to them. */
export function kubectlSecrets({ terminal }: CommandContext): SecretReader {
  return {
    readSecret: async ({ namespace, name }, { signal } = {}) => {
      const output = await run(
        ['get', 'secret', name, '-n', namespace, '-o', 'json'],
        { env: terminal.env, signal, place: `${namespace}/${name}` },
      );
      return decoded(output, `${namespace}/${name}`);
    },
  };
}

function run(
  args: readonly string[],
  options: {
    readonly env: CommandContext['terminal']['env'];
    readonly place: string;
    readonly signal?: AbortSignal;
  },
): Promise<string> {
  const { env, place, signal } = options;
  return new Promise((resolve, reject) => {
    const child = execFile(
      'kubectl',
      args,
      { env: { ...env }, timeout: TIMEOUT_MS, maxBuffer: MAX_BYTES, signal },
      (error, output) => {
        if (signal?.aborted) reject(signal.reason);
        else if (!error) resolve(output);
        else if (error.code === ('ENOENT' as never))
          reject(notReadable(place, 'kubectl is not installed: install it'));
        // not kept: an error of the program quotes what it printed
        else
          reject(
            notReadable(place, `see what 'kubectl get secret' says of it`),
          );
      },
    );
    child.stdin?.end();
  });
}

function decoded(
  output: string,
  place: string,
): Readonly<Record<string, Buffer>> {
  try {
    const { data = {} } = JSON.parse(output) as {
      data?: Record<string, unknown>;
    };
    return Object.fromEntries(
      Object.entries(data).map(([key, value]) => [
        key,
        Buffer.from(String(value), 'base64'),
      ]),
    );
  } catch {
    throw notReadable(place, 'kubectl printed no secret');
  }
}

function notReadable(place: string, advice: string): CliError {
  return new CliError({
    code: 'FILE_UNREADABLE',
    message: `The Kubernetes secret ${place} cannot be read: ${advice}.`,
  });
}

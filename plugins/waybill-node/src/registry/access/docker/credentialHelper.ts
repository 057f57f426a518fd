import { execFile, type ExecFileException } from 'node:child_process';
import { z } from 'zod';
import { RegistryError } from '../../errors';
import type { RegistryCredentials } from '../RegistryCredentials';

/** Some helpers ask a cloud, and that asks its own. */
const TIMEOUT_MS = 30_000;
const OUTPUT_MAX_BYTES = 64 * 1024;
/** The helper's name is part of a program's name, so it must not lead anywhere. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** As docker-credential-helpers v0.9 prints it, on stdout and with exit code 1. */
const NOT_FOUND = 'credentials not found in native keychain';
/** The username with which a helper says that the secret is an identity token. */
const TOKEN_USER = '<token>';

const Answer = z.object({
  Username: z.string().max(1024).default(''),
  Secret: z.string().max(OUTPUT_MAX_BYTES),
});

export interface HelperOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Asks `docker-credential-<name>` for the credentials of a server, with the server on its stdin. What it answers goes
 * into no message.
 *
 * @returns `undefined` where it has none
 * @throws RegistryError `CREDENTIALS_UNAVAILABLE`
 */
export async function askCredentialHelper(
  name: string,
  server: string,
  options: HelperOptions,
): Promise<RegistryCredentials | undefined> {
  if (!NAME.test(name))
    throw unavailable('a name that is none', server, 'correct it');
  const program = `docker-credential-${name}`;
  const { exitCode, output } = await run(program, server, options);
  if (exitCode !== 0) {
    if (output.trim() === NOT_FOUND) return undefined;
    throw unavailable(
      `${program}, which ended with ${exitCode}`,
      server,
      `run 'echo ${server} | ${program} get' to see why`,
    );
  }
  const answer = parse(output);
  if (!answer)
    throw unavailable(
      `${program}, which answered with what is no credentials`,
      server,
      'update the helper',
    );
  const { Username: username, Secret: secret } = answer;
  if (!secret) return undefined;
  return username === TOKEN_USER
    ? { identityToken: secret }
    : { username, password: secret };
}

interface HelperEnd {
  readonly exitCode: number;
  readonly output: string;
}

function run(
  program: string,
  server: string,
  { env, timeoutMs = TIMEOUT_MS, signal }: HelperOptions,
): Promise<HelperEnd> {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      ['get'],
      {
        env: { ...env },
        timeout: timeoutMs,
        maxBuffer: OUTPUT_MAX_BYTES,
        killSignal: 'SIGKILL',
        windowsHide: true,
        signal,
      },
      (error, output) => {
        if (signal?.aborted) reject(signal.reason);
        else if (!error) resolve({ exitCode: 0, output });
        else if (typeof error.code === 'number')
          resolve({ exitCode: error.code, output });
        else reject(brokenHelper(program, server, error, timeoutMs));
      },
    );
    // a helper that ends without reading breaks the pipe; its exit code tells
    child.stdin?.on('error', () => {});
    child.stdin?.end(server);
  });
}

/** @param error - not kept: it quotes what the helper wrote */
function brokenHelper(
  program: string,
  server: string,
  error: ExecFileException,
  timeoutMs: number,
): RegistryError {
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER')
    return unavailable(
      `${program}, which does not stop talking`,
      server,
      'update the helper',
    );
  if (error.killed)
    return unavailable(
      `${program}, which did not answer in ${timeoutMs} ms`,
      server,
      'see what it waits for',
    );
  return unavailable(
    `${program}, which cannot be started or was killed`,
    server,
    'install it, or take it out',
  );
}

function parse(output: string): z.infer<typeof Answer> | undefined {
  try {
    return Answer.parse(JSON.parse(output));
  } catch {
    return undefined;
  }
}

/** Without a cause: an error of the parser quotes what it read. */
function unavailable(
  what: string,
  server: string,
  todo: string,
): RegistryError {
  return new RegistryError({
    code: 'CREDENTIALS_UNAVAILABLE',
    message: `The credentials for ${server} are with the credential helper ${what}: ${todo}.`,
  });
}

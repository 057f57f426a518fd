import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { SandboxError } from '../errors';

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
const MAX_ERROR_BYTES = 8 * 1024;

/** git ended with another exit code than 0. */
export class GitCommandError extends Error {
  constructor(
    readonly command: string,
    readonly exitCode: number | null,
    readonly stderr: string,
  ) {
    super(`git ${command} ended with ${exitCode}: ${stderr.trim()}`);
    this.name = 'GitCommandError';
  }
}

export interface GitOptions {
  /** the bare repository */
  readonly dir?: string;
  readonly input?: Buffer | string;
  readonly env?: Record<string, string>;
  readonly signal?: AbortSignal;
}

/** Starts git, undisturbed by the configuration of the user and the machine. */
export function spawnGit(
  args: readonly string[],
  options: GitOptions = {},
): ChildProcessWithoutNullStreams {
  const { dir, env, signal } = options;
  return spawn('git', [...(dir ? [`--git-dir=${dir}`] : []), ...args], {
    signal,
    env: {
      PATH: process.env.PATH,
      HOME: dir,
      LC_ALL: 'C',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_TERMINAL_PROMPT: '0',
      GIT_LITERAL_PATHSPECS: '1',
      ...env,
    },
  });
}

/** Runs git to its end. @returns what it printed. @throws GitCommandError */
export async function git(
  args: readonly string[],
  options: GitOptions = {},
): Promise<Buffer> {
  const child = spawnGit(args, options);
  // git may end before it has read everything; its exit code tells more than EPIPE.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input);
  const stderr = collect(child.stderr, MAX_ERROR_BYTES, () => undefined);
  const stdout = collect(child.stdout, MAX_OUTPUT_BYTES, () => child.kill());
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', error => reject(describeSpawnError(error)));
    child.on('close', resolve);
  });
  if (exitCode !== 0)
    throw new GitCommandError(args[0], exitCode, stderr().toString('utf8'));
  return stdout();
}

/** As {@link git}, for output that is text. */
export async function gitText(
  args: readonly string[],
  options: GitOptions = {},
): Promise<string> {
  return (await git(args, options)).toString('utf8').trimEnd();
}

export function describeSpawnError(error: NodeJS.ErrnoException): Error {
  if (error.code !== 'ENOENT') return error;
  return new SandboxError({
    code: 'GIT_UNAVAILABLE',
    message:
      "the sandbox's Git remote needs the program git, which is not on the PATH: install git and start again",
    cause: error,
  });
}

function collect(
  stream: NodeJS.ReadableStream,
  limitBytes: number,
  onOver: () => void,
): () => Buffer {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  stream.on('data', (chunk: Buffer) => {
    sizeBytes += chunk.length;
    if (sizeBytes <= limitBytes) chunks.push(chunk);
    else onOver();
  });
  return () => Buffer.concat(chunks);
}

import { spawn } from 'node:child_process';

/** How a program ended. */
export interface ProgramResult {
  readonly command: string;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string | Buffer;
  readonly signal?: AbortSignal;
  /** After this time the program is killed and the call fails. Two minutes where absent. */
  readonly timeoutMs?: number;
}

/** A program that ended with another code than 0 where success was expected. */
export class ProgramFailedError extends Error {
  readonly result: ProgramResult;

  constructor(result: ProgramResult) {
    const said = lastLines(`${result.stdout}\n${result.stderr}`, 15);
    super(
      `\`${result.command}\` ended with ${result.exitCode}${
        said ? `:\n${said}` : ' and said nothing'
      }`,
    );
    this.name = 'ProgramFailedError';
    this.result = result;
  }
}

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** Runs a program to its end, whatever its exit code. */
export function runProgram(
  file: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramResult> {
  const command = [file.split('/').pop(), ...args].join(' ');
  const timeoutMs = options.timeoutMs ?? 120_000;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
      signal: options.signal,
    });
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`\`${command}\` did not end within ${timeoutMs} ms`));
    }, timeoutMs);
    const stdout = collect(child.stdout);
    const stderr = collect(child.stderr);
    child.stdin.on('error', () => {
      // A program that ends without reading its input is judged by its exit code.
    });
    child.stdin.end(options.input ?? '');
    child.on('error', error => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({
        command,
        exitCode: code ?? (signal ? 128 : 1),
        stdout: stdout(),
        stderr: stderr(),
      });
    });
  });
}

/** Runs a program that is expected to succeed. */
export async function runSuccessfully(
  file: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramResult> {
  const result = await runProgram(file, args, options);
  if (result.exitCode !== 0) {
    throw new ProgramFailedError(result);
  }
  return result;
}

export function lastLines(text: string, count: number): string {
  return text
    .split('\n')
    .filter(line => line.trim() !== '')
    .slice(-count)
    .join('\n');
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= MAX_OUTPUT_BYTES) {
      chunks.push(chunk);
    }
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

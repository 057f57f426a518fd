import { spawn } from 'node:child_process';
import { promises as fs } from 'node:fs';
import path from 'node:path';
import type { Measurement } from './Measurement';

export interface MeasuredCommand {
  /** Lines for a shell that ends at the first that fails. */
  readonly script: readonly string[];
  /** The contender's home: no credentials, caches or stores of anybody. */
  readonly home: string;
  readonly signal: AbortSignal;
  /** Killed after this time. */
  readonly timeoutMs?: number;
}

const KEPT_OUTPUT = 4_000;

/**
 * Runs the script as processes of its own and says what it cost.
 *
 * @throws Error with the end of the output where it fails
 */
export async function runMeasured(
  measure: string,
  command: MeasuredCommand,
): Promise<Measurement> {
  const resultFile = path.join(command.home, 'measurement.json');
  const script = ['set -e', ...command.script].join('\n');
  const { output, isStopped } = await runGroup(
    measure,
    [resultFile, 'sh', '-c', script],
    command,
  );
  command.signal.throwIfAborted();
  const failed = (why: string) =>
    new Error(`${why}:\n${command.script.join('\n')}\n${output.trim()}`);
  if (isStopped) {
    throw failed('this did not end in time');
  }
  const text = await fs.readFile(resultFile, 'utf8').catch(() => '');
  if (text === '') {
    throw failed('this could not be measured');
  }
  const measurement = JSON.parse(text) as Measurement;
  if (measurement.exitCode !== 0) {
    throw failed(`this ended with ${measurement.exitCode}`);
  }
  return measurement;
}

/** In a process group, so that whatever was started ends with it. */
function runGroup(
  program: string,
  args: readonly string[],
  { home, signal, timeoutMs = 15 * 60_000 }: MeasuredCommand,
): Promise<{ output: string; isStopped: boolean }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: home,
      detached: true,
      env: {
        PATH: process.env.PATH,
        HOME: home,
        XDG_CACHE_HOME: path.join(home, '.cache'),
        TMPDIR: home,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let isStopped = false;
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-KEPT_OUTPUT);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const stop = () => {
      isStopped = true;
      killGroup(child.pid);
    };
    const timer = setTimeout(stop, timeoutMs);
    signal.addEventListener('abort', stop, { once: true });
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    };
    child.on('error', error => {
      end();
      reject(error);
    });
    child.on('close', () => {
      end();
      resolve({ output, isStopped });
    });
  });
}

function killGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) {
      process.kill(-leader, 'SIGKILL');
    }
  } catch {
    // All of it has ended by itself meanwhile.
  }
}

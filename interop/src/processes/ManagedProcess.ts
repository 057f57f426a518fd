import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, promises as fs } from 'node:fs';
import path from 'node:path';
import { lastLines } from './runProgram';
import { probe, type HealthProbe } from './probe';
import { GivenUpError, waitUntil } from './waitUntil';

/** A long-running program, as data. */
export interface ProcessSpec {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Where it runs; the folder of its log where absent. */
  readonly workingFolder?: string;
  readonly health: HealthProbe;
  /** Time to become healthy. */
  readonly deadlineMs?: number;
}

const STOP_GRACE_MS = 10_000;

/** Every process that this one has started: none outlives it, however it ends. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) {
    child.kill('SIGKILL');
  }
});

/** A started program with its log in a file. */
export class ManagedProcess {
  readonly name: string;
  readonly logFile: string;
  readonly #spec: ProcessSpec;
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  #exit?: string;

  private constructor(spec: ProcessSpec, child: ChildProcess, logFile: string) {
    this.name = spec.name;
    this.logFile = logFile;
    this.#spec = spec;
    this.#child = child;
    running.add(child);
    this.#exited = new Promise(resolve => {
      const end = (how: string) => {
        running.delete(child);
        this.#exit = how;
        resolve();
      };
      child.once('exit', (code, signal) =>
        end(signal ? `signal ${signal}` : `exit code ${code}`),
      );
      child.once('error', error => end(error.message));
    });
  }

  /** Starts the program in the folder; its output goes to `<name>.log` there. */
  static async start(
    spec: ProcessSpec,
    folder: string,
  ): Promise<ManagedProcess> {
    await fs.mkdir(folder, { recursive: true });
    const logFile = path.join(folder, `${spec.name}.log`);
    const log = createWriteStream(logFile);
    const child = spawn(spec.file, spec.args, {
      cwd: spec.workingFolder ?? folder,
      // A home of its own: no credentials or caches of the person who runs the suite.
      env: { ...process.env, HOME: folder, ...spec.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    child.once('close', () => log.end());
    return new ManagedProcess(spec, child, logFile);
  }

  get isRunning(): boolean {
    return this.#exit === undefined;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Waits until it serves. Fails at once when it has ended, with the end of its log. */
  async untilHealthy(signal?: AbortSignal): Promise<void> {
    let answer: string | undefined;
    await waitUntil(
      async () => {
        if (this.#exit !== undefined) {
          throw new GivenUpError(
            `${this.name} ended at its start (${
              this.#exit
            }); the end of its log:\n${await this.logTail()}`,
          );
        }
        const result = await probe(this.#spec.health);
        answer = result === true ? undefined : result;
        return result === true ? true : undefined;
      },
      {
        what: `${this.name} to serve`,
        deadlineMs: this.#spec.deadlineMs ?? 60_000,
        signal,
        describe: async () =>
          `It says: ${answer}\nThe end of its log (${
            this.logFile
          }):\n${await this.logTail()}`,
      },
    );
  }

  async logTail(lines = 15): Promise<string> {
    const text = await fs.readFile(this.logFile, 'utf8').catch(() => '');
    return lastLines(text, lines) || '(empty)';
  }

  /** Asks it to end, and makes it end after a time of grace. */
  async stop(): Promise<void> {
    if (this.#exit !== undefined) {
      return;
    }
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_GRACE_MS);
    await this.#exited;
    clearTimeout(timer);
  }
}

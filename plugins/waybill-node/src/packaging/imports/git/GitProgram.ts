import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { ImportError } from '../ImportError';
import { gitRefusal } from './gitRefusal';

type Environment = Readonly<Record<string, string | undefined>>;

/** What git may be told by whoever runs it; the rest of its variables could point it at other repositories. */
const PASSED_ON =
  /^(?!GIT_)|^GIT_(?:SSH|SSH_COMMAND|SSH_VARIANT|ASKPASS|SSL_\w+|PROXY_\w+|HTTP_USER_AGENT|CONFIG_\w+|EXEC_PATH)$/;
const MAX_WORDS_BYTES = 16 * 1024;

/** For each command: nothing that a repository, a redirect or somebody's habits could change. */
const SETTINGS = [
  ['protocol.allow', 'never'],
  ['protocol.https.allow', 'always'],
  ['protocol.http.allow', 'always'],
  ['protocol.ssh.allow', 'always'],
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['fetch.recurseSubmodules', 'false'],
  ['fetch.negotiationAlgorithm', 'noop'],
  ['transfer.bundleURI', 'false'],
  // a server that sends less than this for so long does not mean to end
  ['http.lowSpeedLimit', '1000'],
  ['http.lowSpeedTime', '60'],
].flatMap(([key, value]) => ['-c', `${key}=${value}`]);

const endedByUs = new WeakSet<ChildProcess>();

function end(child: ChildProcess): void {
  if (child.exitCode !== null || child.signalCode !== null) return;
  endedByUs.add(child);
  try {
    if (child.pid && process.platform !== 'win32')
      process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // it has ended meanwhile
  }
}

async function wordsOf({ stderr }: ChildProcess): Promise<string> {
  let words = '';
  stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    words = (words + chunk).slice(-MAX_WORDS_BYTES);
  });
  if (stderr) await once(stderr, 'close').catch(() => {});
  return words;
}

/** The program git, working in one bare repository: it asks nobody anything, and runs nothing that a repository names. */
export class GitProgram {
  private readonly env: NodeJS.ProcessEnv;

  constructor(
    private readonly directory: string,
    /** For messages. */
    private readonly name: string,
    env: Environment,
    private readonly signal: AbortSignal,
  ) {
    const kept = Object.entries(env).filter(([key]) => PASSED_ON.test(key));
    this.env = {
      GIT_SSH_COMMAND: 'ssh -oBatchMode=yes -oConnectTimeout=30',
      ...Object.fromEntries(kept),
      GIT_DIR: directory,
      GIT_TERMINAL_PROMPT: '0',
      GCM_INTERACTIVE: 'never',
      GIT_ALLOW_PROTOCOL: 'https:http:ssh',
      GIT_NO_REPLACE_OBJECTS: '1',
      LC_ALL: 'C',
    };
  }

  /**
   * Runs git to its end.
   *
   * @returns what it printed
   * @throws ImportError; the signal's reason once it is aborted
   */
  async run(
    args: readonly string[],
    options: { readonly input?: string; readonly maxBytes?: number } = {},
  ): Promise<Buffer> {
    const { input, maxBytes = 64 * 1024 } = options;
    const child = this.start(args);
    child.stdin?.on('error', () => {});
    child.stdin?.end(input ?? '');
    const chunks: Buffer[] = [];
    let size = 0;
    child.stdout?.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
      else end(child);
    });
    await this.ended(child);
    if (size > maxBytes)
      throw new ImportError({
        code: 'TOO_MANY_FILES',
        message: `${this.name} has more files than are imported: name a folder in it.`,
      });
    return Buffer.concat(chunks);
  }

  /** Streams what git prints; a failure of git's is one of the stream's. */
  stream(args: readonly string[], signal: AbortSignal | undefined): Readable {
    const child = this.start(args);
    child.stdin?.end();
    const output = child.stdout!;
    const stop = () => output.destroy(signal?.reason);
    signal?.addEventListener('abort', stop, { once: true });
    output.once('close', () => {
      signal?.removeEventListener('abort', stop);
      if (!output.readableEnded) end(child);
    });
    this.ended(child).catch(error => output.destroy(error));
    return output;
  }

  private start(args: readonly string[]): ChildProcess {
    this.signal.throwIfAborted();
    return spawn('git', [...SETTINGS, ...args], {
      cwd: this.directory,
      env: this.env,
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
      // a group of its own: git's helpers have to end with it
      detached: process.platform !== 'win32',
    });
  }

  private async ended(child: ChildProcess): Promise<void> {
    const stop = () => end(child);
    this.signal.addEventListener('abort', stop, { once: true });
    const words = wordsOf(child);
    try {
      const [exitCode] = (await once(child, 'close')) as [number | null];
      this.signal.throwIfAborted();
      // ended by us, when nobody reads on
      if (exitCode === 0 || endedByUs.has(child)) return;
      throw gitRefusal(this.name, await words, exitCode);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT')
        throw new ImportError({
          code: 'GIT_MISSING',
          cause: error,
          message: `${this.name} is read with the program git, and that is not installed here: install git 2.36 or newer.`,
        });
      throw error;
    } finally {
      this.signal.removeEventListener('abort', stop);
    }
  }
}

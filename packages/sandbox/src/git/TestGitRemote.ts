import { execFile } from 'node:child_process';
import { promises as fs } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { startGitRemote, type RunningGitRemote } from './startGitRemote';

export const TOKEN = 'test-token';

/** An answer of the API, its body read. */
export interface ApiAnswer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** A Git remote in a folder of its own, a folder for clones, and the requests that every test of it makes. */
export class TestGitRemote {
  private constructor(
    readonly dir: string,
    private running: RunningGitRemote,
  ) {}

  static async start(): Promise<TestGitRemote> {
    const dir = await fs.mkdtemp(path.join(os.tmpdir(), 'waybill-git-'));
    await fs.mkdir(path.join(dir, 'work'));
    return new TestGitRemote(dir, await startIn(dir));
  }

  get url(): string {
    return this.running.url;
  }

  get host(): string {
    return this.running.host;
  }

  setUnavailable(isUnavailable: boolean): void {
    this.running.setUnavailable(isUnavailable);
  }

  async restart(): Promise<void> {
    await this.running.stop();
    this.running = await startIn(this.dir);
  }

  async stop(): Promise<void> {
    await this.running.stop();
    await fs.rm(this.dir, { recursive: true, force: true });
  }

  /** Calls the API as the account, or as nobody with `authorization: null`. */
  async api<T = Record<string, unknown>>(
    method: string,
    target: string,
    body?: object,
    authorization: string | null = `token ${TOKEN}`,
  ): Promise<ApiAnswer<T>> {
    const response = await fetch(`${this.url}/api/v1${target}`, {
      method,
      headers: {
        ...(authorization !== null && { Authorization: authorization }),
        ...(body && { 'Content-Type': 'application/json' }),
      },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text ? JSON.parse(text) : undefined,
    };
  }

  async createRepository(
    name: string,
    files: Record<string, string> = {},
  ): Promise<void> {
    await this.api('POST', '/user/repos', { name });
    const changes = Object.entries(files).map(([file, content]) => ({
      operation: 'create',
      path: file,
      content: base64(content),
    }));
    if (changes.length > 0)
      await this.api('POST', `/repos/waybill/${name}/contents`, {
        files: changes,
      });
  }

  /** A file of a repository as text; empty where there is none. */
  async readText(name: string, file: string, ref = 'main'): Promise<string> {
    const { body } = await this.api<{ content?: string }>(
      'GET',
      `/repos/waybill/${name}/contents/${file}?ref=${ref}`,
    );
    return Buffer.from(body.content ?? '', 'base64').toString('utf8');
  }

  /** Runs the machine's git in the folder for clones. */
  async git(...args: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)('git', args, {
      cwd: path.join(this.dir, 'work'),
      env: {
        PATH: process.env.PATH,
        HOME: this.dir,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_TERMINAL_PROMPT: '0',
        GIT_AUTHOR_NAME: 'Test',
        GIT_AUTHOR_EMAIL: 'test@example.com',
        GIT_COMMITTER_NAME: 'Test',
        GIT_COMMITTER_EMAIL: 'test@example.com',
      },
    });
    return stdout.trim();
  }

  work(...parts: string[]): string {
    return path.join(this.dir, 'work', ...parts);
  }

  /** Address of a repository, with credentials where it is to be written. */
  remote(name: string, credentials?: string): string {
    const { protocol, host } = new URL(this.url);
    return `${protocol}//${
      credentials ? `${credentials}@` : ''
    }${host}/waybill/${name}.git`;
  }
}

export function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function startIn(dir: string): Promise<RunningGitRemote> {
  return startGitRemote({
    dir: path.join(dir, 'repositories'),
    port: 0,
    username: 'waybill',
    token: TOKEN,
  });
}

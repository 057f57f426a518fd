import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startRegistry } from '@waybill/sandbox';
import { runWaybill } from '../runWaybill';
import { eagerCommands } from './eagerCommands';
import { FakeTerminal } from './FakeTerminal';

export interface CliRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const IRIS = {
  'model.joblib': 'weights',
  'README.md': '---\nlicense: apache-2.0\n---\n# Iris\n',
  Kitfile:
    'manifestVersion: 1.0.0\npackage:\n  license: MIT\nmodel:\n  path: model.joblib\ndocs:\n  - path: README.md\n',
};

/** A folder to work in, a registry on loopback, and the command as a user calls it. */
export class TestWorkplace {
  static async open(
    options: {
      readonly auth?: { readonly username: string; readonly password: string };
    } = {},
  ): Promise<TestWorkplace> {
    const dir = await mkdtemp(path.join(os.tmpdir(), 'waybill-cli-'));
    const registry = await startRegistry({
      dir: path.join(dir, 'registry'),
      port: 0,
      ...options,
    });
    return new TestWorkplace(dir, registry);
  }

  private constructor(
    readonly dir: string,
    readonly registry: Awaited<ReturnType<typeof startRegistry>>,
  ) {}

  get host(): string {
    return this.registry.host;
  }

  /** Writes a folder of files below the workplace. */
  async writeFolder(
    name: string,
    files: Readonly<Record<string, string | Buffer>>,
  ): Promise<string> {
    for (const [file, content] of Object.entries(files)) {
      const target = path.join(this.dir, name, file);
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, content);
    }
    return path.join(this.dir, name);
  }

  /**
   * Pushes a small model.
   *
   * @returns `host/models/<name>:1.0.0`
   */
  async publishIris(
    format: 'modelcar' | 'modelkit',
    name = 'iris',
  ): Promise<string> {
    await this.writeFolder('iris', IRIS);
    const reference = `${this.host}/models/${name}:1.0.0`;
    const { exitCode, stderr } = await this.waybill([
      ...['push', 'iris', reference, '--format', format, '--plain-http'],
    ]);
    if (exitCode !== 0) throw new Error(`the push ended with ${stderr}`);
    return reference;
  }

  /** Calls the command in the workplace's folder, which is also the user's home. */
  async waybill(
    args: readonly string[],
    options: ConstructorParameters<typeof FakeTerminal>[0] & {
      readonly signal?: AbortSignal;
    } = {},
  ): Promise<CliRun> {
    const terminal = new FakeTerminal({
      cwd: this.dir,
      ...options,
      env: { HOME: this.dir, PATH: process.env.PATH ?? '', ...options.env },
    });
    const exitCode = await runWaybill(args, {
      terminal,
      signal: options.signal ?? new AbortController().signal,
      commands: eagerCommands,
    });
    return {
      exitCode,
      stdout: terminal.stdout.text,
      stderr: terminal.stderr.text,
    };
  }

  /** The tags of a repository, asked of the registry itself. */
  async tagsOf(repository: string): Promise<readonly string[]> {
    const answer = await fetch(
      `${this.registry.url}/v2/${repository}/tags/list`,
    );
    if (answer.status === 404) return [];
    const { tags } = (await answer.json()) as { tags?: string[] };
    return tags ?? [];
  }

  async close(): Promise<void> {
    await this.registry.stop();
    await rm(this.dir, { recursive: true, force: true });
  }
}

import { promises as fs } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  startSandbox,
  type RunningSandbox,
  type SandboxOptions,
} from './sandbox';

export const ANY_PORT = {
  registry: 0,
  git: 0,
  dev: 0,
  staging: 0,
  production: 0,
};

/** A folder for a sandbox and its state, with one example model. */
export class TestSandbox {
  #running: RunningSandbox | undefined;

  private constructor(readonly root: string) {}

  static async create(): Promise<TestSandbox> {
    const root = await fs.mkdtemp(path.join(os.tmpdir(), 'waybill-sandbox-'));
    await fs.mkdir(path.join(root, 'examples/models/iris'), {
      recursive: true,
    });
    await fs.writeFile(
      path.join(root, 'examples/models/iris/model.bin'),
      Buffer.from([0, 255, 1]),
    );
    return new TestSandbox(root);
  }

  get stateDir(): string {
    return path.join(this.root, 'state');
  }

  async start(options: Partial<SandboxOptions> = {}): Promise<RunningSandbox> {
    const examplesDir = path.join(this.root, 'examples');
    this.#running = await startSandbox({
      stateDir: this.stateDir,
      ports: ANY_PORT,
      examplesDir,
      ...options,
    });
    return this.#running;
  }

  async stop(): Promise<void> {
    await this.#running?.stop();
  }

  async remove(): Promise<void> {
    await this.stop();
    await fs.rm(this.root, { recursive: true, force: true });
  }
}

export async function isReachable(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

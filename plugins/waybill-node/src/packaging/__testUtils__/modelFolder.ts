import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** A name that is too long for a plain tar header. */
export const LONG_NAME = `${'long-'.repeat(30)}name.bin`;

/** A folder for each test, with models in it. */
export class ModelFolder {
  static async create(): Promise<ModelFolder> {
    return new ModelFolder(
      await mkdtemp(path.join(os.tmpdir(), 'waybill-package-')),
    );
  }

  private constructor(readonly dir: string) {}

  async writeModel(name = 'model'): Promise<string> {
    const folder = path.join(this.dir, name);
    await mkdir(path.join(folder, 'sub'), { recursive: true });
    await writeFile(path.join(folder, 'model.joblib'), 'weights');
    await writeFile(path.join(folder, 'sub', 'ünïcode.txt'), 'text');
    await writeFile(path.join(folder, LONG_NAME), Buffer.alloc(1500, 7));
    return folder;
  }

  remove(): Promise<void> {
    return rm(this.dir, { recursive: true, force: true });
  }
}

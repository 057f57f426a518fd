import { promises as fs } from 'node:fs';
import type { Format } from '../contenders';

export interface KeptPackage {
  /** Storage of the registry that holds it. */
  readonly folder: string;
  readonly repositoryAndTag: string;
}

/** Packages that were pushed in a round, one of each format, until they were pulled in the same round. */
export class KeptPackages {
  readonly #packages = new Map<Format, KeptPackage>();

  /** Keeps the first of its format, or one that is preferred. Removes the other from the disk. */
  async offer(
    format: Format,
    offered: KeptPackage,
    isPreferred: boolean,
  ): Promise<void> {
    const kept = this.#packages.get(format);
    if (kept && !isPreferred) {
      await remove(offered);
      return;
    }
    this.#packages.set(format, offered);
    if (kept) {
      await remove(kept);
    }
  }

  get(format: Format): KeptPackage | undefined {
    return this.#packages.get(format);
  }

  async clear(): Promise<void> {
    for (const kept of this.#packages.values()) {
      await remove(kept);
    }
    this.#packages.clear();
  }
}

async function remove({ folder }: KeptPackage): Promise<void> {
  await fs.rm(folder, { recursive: true, force: true });
}

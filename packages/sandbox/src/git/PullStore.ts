import { promises as fs } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { StoredRepository } from './GitStore';

const pullSchema = z.object({
  number: z.number(),
  title: z.string(),
  body: z.string(),
  state: z.enum(['open', 'closed']),
  head: z.string(),
  base: z.string(),
  /** heads as they were when it was closed; the branches may be gone */
  headSha: z.string(),
  baseSha: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  closedAt: z.string().nullable(),
  mergeCommit: z.string().nullable(),
});

/** A pull request, kept as a file in its repository's folder. */
export type StoredPull = z.infer<typeof pullSchema>;

/** The pull requests of all repositories. */
export class PullStore {
  async list(repository: StoredRepository): Promise<StoredPull[]> {
    const files = await fs.readdir(dirOf(repository)).catch(() => []);
    const pulls = await Promise.all(
      files.map(file => this.#read(path.join(dirOf(repository), file))),
    );
    return pulls.sort((a, b) => b.number - a.number);
  }

  async find(
    repository: StoredRepository,
    number: number,
  ): Promise<StoredPull | undefined> {
    return (await this.list(repository)).find(pull => pull.number === number);
  }

  async add(
    repository: StoredRepository,
    pull: Pick<
      StoredPull,
      'title' | 'body' | 'head' | 'base' | 'headSha' | 'baseSha'
    >,
  ): Promise<StoredPull> {
    const now = new Date().toISOString();
    const [latest] = await this.list(repository);
    const stored: StoredPull = {
      ...pull,
      number: (latest?.number ?? 0) + 1,
      state: 'open',
      createdAt: now,
      updatedAt: now,
      closedAt: null,
      mergeCommit: null,
    };
    await this.save(repository, stored);
    return stored;
  }

  async save(repository: StoredRepository, pull: StoredPull): Promise<void> {
    await fs.mkdir(dirOf(repository), { recursive: true });
    const file = path.join(dirOf(repository), `${pull.number}.json`);
    // Not beside it: whatever stands there is a pull request.
    const temporary = path.join(
      repository.dir,
      `waybill-pull-${pull.number}.part`,
    );
    await fs.writeFile(temporary, JSON.stringify(pull));
    await fs.rename(temporary, file);
  }

  async #read(file: string): Promise<StoredPull> {
    return pullSchema.parse(JSON.parse(await fs.readFile(file, 'utf8')));
  }
}

function dirOf(repository: StoredRepository): string {
  return path.join(repository.dir, 'waybill-pulls');
}

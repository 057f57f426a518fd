import { GitStore } from './GitStore';
import { writeCommit } from './writeCommit';

/** A repository that is there from the first start on. */
export interface RepositorySeed {
  readonly owner: string;
  readonly name: string;
  readonly description: string;
  readonly files: ReadonlyMap<string, Buffer>;
}

/** Creates the repository with its first commit, unless it is there. @param dir - as of `startGitRemote` */
export async function seedRepository(
  dir: string,
  seed: RepositorySeed,
): Promise<void> {
  const { owner, name, description, files } = seed;
  const store = new GitStore(dir);
  await store.open();
  if (await store.find(owner, name)) return;
  const repository = await store.create({ owner, name, description });
  const changes = [...files].map(
    ([path, content]) => ({ operation: 'create', path, content } as const),
  );
  const author = { name: owner, email: `${owner}@sandbox.localhost` };
  await writeCommit(
    repository,
    { files: changes, message: 'Initial commit' },
    author,
  );
}

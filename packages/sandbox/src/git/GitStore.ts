import { promises as fs } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { GitError } from './GitError';
import { git } from './gitCommand';

// As Gitea: letters, digits, `-`, `_` and `.`; never `.git` at the end, which is how clients spell the address.
const NAME = /^[A-Za-z0-9_-](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9_-])?$/;
const RESERVED_NAMES = /(?:\.git|\.wiki|\.lock)$|\.\./i;
const METADATA_FILE = 'sandbox.json';

const metadataSchema = z.object({
  id: z.number(),
  owner: z.string(),
  name: z.string(),
  description: z.string(),
  isPrivate: z.boolean(),
  defaultBranch: z.string(),
  createdAt: z.string(),
});

/** What is known of a repository besides its objects. */
export type RepositoryMetadata = z.infer<typeof metadataSchema>;

/** A bare repository on disk. */
export interface StoredRepository extends RepositoryMetadata {
  readonly dir: string;
}

/**
 * The repositories: `<root>/<owner>/<name>.git`, in small letters, because names that differ in case only are the same
 * (as in Gitea) and the same file on macOS.
 */
export class GitStore {
  constructor(private readonly root: string) {}

  async open(): Promise<void> {
    await fs.mkdir(this.root, { recursive: true });
    // Says at start, not at the first push, that git is missing.
    await git(['--version']);
  }

  async listOwners(): Promise<string[]> {
    const entries = await fs.readdir(this.root, { withFileTypes: true });
    return entries
      .filter(entry => entry.isDirectory() && isName(entry.name))
      .map(entry => entry.name);
  }

  async addOwner(owner: string): Promise<void> {
    if (!isName(owner))
      throw new GitError(422, `name is invalid [${owner.slice(0, 100)}]`);
    await fs.mkdir(this.#ownerDir(owner), { recursive: true });
  }

  async hasOwner(owner: string): Promise<boolean> {
    return (
      isName(owner) && (await this.listOwners()).includes(owner.toLowerCase())
    );
  }

  async list(owner?: string): Promise<StoredRepository[]> {
    const owners = owner === undefined ? await this.listOwners() : [owner];
    const found: StoredRepository[] = [];
    for (const each of owners) {
      if (!(await this.hasOwner(each))) continue;
      for (const entry of (await fs.readdir(this.#ownerDir(each))).sort()) {
        const repository = await this.find(each, entry.replace(/\.git$/, ''));
        if (repository) found.push(repository);
      }
    }
    return found;
  }

  async find(
    owner: string,
    name: string,
  ): Promise<StoredRepository | undefined> {
    if (!isName(owner) || !isName(name)) return undefined;
    const dir = this.#repositoryDir(owner, name);
    try {
      const text = await fs.readFile(path.join(dir, METADATA_FILE), 'utf8');
      return { ...metadataSchema.parse(JSON.parse(text)), dir };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async create(
    options: Pick<RepositoryMetadata, 'owner' | 'name'> &
      Partial<RepositoryMetadata>,
  ): Promise<StoredRepository> {
    const { owner, name } = options;
    if (!isName(name))
      throw new GitError(422, `name is invalid [${name.slice(0, 100)}]`);
    await this.addOwner(owner);
    const dir = this.#repositoryDir(owner, name);
    try {
      await fs.mkdir(dir);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      throw new GitError(
        409,
        `The repository with the same name already exists. [${owner}/${name}]`,
      );
    }
    const metadata: RepositoryMetadata = {
      id:
        (await this.list()).reduce(
          (highest, { id }) => Math.max(highest, id),
          0,
        ) + 1,
      owner,
      name,
      description: options.description ?? '',
      isPrivate: options.isPrivate ?? false,
      defaultBranch: options.defaultBranch ?? 'main',
      createdAt: new Date().toISOString(),
    };
    await initialise(dir, metadata.defaultBranch);
    // Last: a repository without it, from a crash, is not there.
    await fs.writeFile(path.join(dir, METADATA_FILE), JSON.stringify(metadata));
    return { ...metadata, dir };
  }

  async remove(repository: StoredRepository): Promise<void> {
    await fs.rm(repository.dir, { recursive: true, force: true });
  }

  #ownerDir(owner: string): string {
    return path.join(this.root, owner.toLowerCase());
  }

  #repositoryDir(owner: string, name: string): string {
    return path.join(this.#ownerDir(owner), `${name.toLowerCase()}.git`);
  }
}

function isName(text: string): boolean {
  return NAME.test(text) && !RESERVED_NAMES.test(text);
}

async function initialise(dir: string, defaultBranch: string): Promise<void> {
  await git(['init', '--quiet', '--bare', dir]);
  await git(['symbolic-ref', 'HEAD', `refs/heads/${defaultBranch}`], { dir });
  const settings = {
    'uploadpack.allowFilter': 'true',
    // Flux fetches single commits by their id.
    'uploadpack.allowReachableSHA1InWant': 'true',
    'http.receivepack': 'true',
    'gc.auto': '0',
  };
  for (const [key, value] of Object.entries(settings))
    await git(['config', key, value], { dir });
}

import { createHash } from 'node:crypto';

export interface FakeEntry {
  readonly path: string;
  readonly mode: string;
  readonly bytes: Buffer;
}

export interface FakeCommit {
  readonly id: string;
  readonly message: string;
  readonly parents: readonly string[];
  readonly files: ReadonlyMap<string, FakeEntry>;
}

export interface FakePull {
  readonly number: number;
  readonly head: string;
  readonly base: string;
  readonly title: string;
  readonly body: string;
}

/** What Git keeps of one repository, in memory. */
export class FakeRepository {
  readonly commits = new Map<string, FakeCommit>();
  readonly branches = new Map<string, string>();
  readonly tags = new Map<string, string>();
  readonly pulls: FakePull[] = [];
  readonly protectedBranches = new Set<string>();
  defaultBranch = 'main';
  isArchived = false;

  constructor(
    readonly owner: string,
    readonly name: string,
    readonly isPrivate = true,
  ) {}

  get isEmpty(): boolean {
    return this.commits.size === 0;
  }

  /** The commit that a branch, a tag or an id names. */
  resolve(ref: string): FakeCommit | undefined {
    const id = this.branches.get(ref) ?? this.tags.get(ref) ?? ref;
    return this.commits.get(id);
  }

  head(branch = this.defaultBranch): FakeCommit | undefined {
    return this.commits.get(this.branches.get(branch) ?? '');
  }

  /** Messages from the head of a branch to the first commit. */
  history(branch = this.defaultBranch): string[] {
    const messages: string[] = [];
    for (
      let commit = this.head(branch);
      commit;
      commit = this.commits.get(commit.parents[0] ?? '')
    ) {
      messages.push(commit.message);
    }
    return messages;
  }

  addCommit(
    message: string,
    parents: readonly string[],
    files: ReadonlyMap<string, FakeEntry>,
  ): FakeCommit {
    const id = sha(
      `${message}${parents}${this.commits.size}${[...files.keys()]}`,
    );
    const commit = { id, message, parents, files };
    this.commits.set(id, commit);
    return commit;
  }

  /** A commit on a branch, as somebody else makes it. */
  write(
    files: Readonly<Record<string, string | Buffer>>,
    options: {
      readonly branch?: string;
      readonly message?: string;
      readonly mode?: string;
    } = {},
  ): FakeCommit {
    const { branch = this.defaultBranch, message = 'somebody', mode } = options;
    const parent = this.head(branch) ?? this.head();
    const all = new Map(parent?.files);
    for (const [path, content] of Object.entries(files)) {
      all.set(path, {
        path,
        mode: mode ?? '100644',
        bytes: Buffer.from(content as string),
      });
    }
    const commit = this.addCommit(message, parent ? [parent.id] : [], all);
    this.branches.set(branch, commit.id);
    return commit;
  }
}

/** The repositories of a host, and what is to go wrong there. */
export class FakeGit {
  readonly repositories = new Map<string, FakeRepository>();
  /** Trees are cut off after so many entries, where the host does that. */
  maxTreeEntries = 100_000;

  find(owner: string, name: string): FakeRepository | undefined {
    return this.repositories.get(key(owner, name));
  }

  create(owner: string, name: string, isPrivate = true): FakeRepository {
    const repository = new FakeRepository(owner, name, isPrivate);
    this.repositories.set(key(owner, name), repository);
    return repository;
  }
}

function key(owner: string, name: string): string {
  return `${owner}/${name}`.toLowerCase();
}

/** Git's id of a blob. */
export function blobId(bytes: Buffer): string {
  return sha(Buffer.concat([Buffer.from(`blob ${bytes.length}\0`), bytes]));
}

export function sha(text: string | Buffer): string {
  return createHash('sha1').update(text).digest('hex');
}

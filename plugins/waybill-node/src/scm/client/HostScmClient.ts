import { checkBranch, checkPath, checkRepository } from '../repositoryUrl';
import type {
  ScmClient,
  ScmFile,
  ScmFileList,
  ScmRepository,
  ScmTree,
  ScmVisibility,
} from '../ScmClient';
import { ScmError } from '../ScmError';
import { listFiles } from './listFiles';
import { planChanges } from './planChanges';
import { readTree } from './readTree';
import { label, type Repo } from './Repo';
import type { AdapterRepository, ScmAdapter } from './ScmAdapter';

const MAX_FILES = 200;
const COMMIT_ATTEMPTS = 5;

type Options = { readonly signal?: AbortSignal };

/**
 * The order of things that is the same on all Git hosts: check the input, read, compare, write, and begin again where
 * somebody else was quicker. Every call that writes may be repeated: what is there already is not written again.
 *
 * @internal
 */
export class HostScmClient implements ScmClient {
  constructor(readonly adapter: ScmAdapter) {}

  async getRepository(
    repo: Repo,
    options: Options = {},
  ): Promise<ScmRepository | undefined> {
    const found = await this.adapter.getRepository(this.check(repo), options);
    return found && toRepository(found);
  }

  async createRepository(
    repo: Repo & {
      readonly description?: string;
      readonly visibility?: ScmVisibility;
    },
    options: Options = {},
  ): Promise<ScmRepository> {
    this.check(repo);
    const existing = await this.adapter.getRepository(repo, options);
    if (existing) return toRepository(existing);
    const created = await this.adapter.createRepository(repo, options);
    // Somebody was quicker between the two requests, or it is hidden from us.
    return toRepository(
      created ?? (await this.requireRepository(repo, options)),
    );
  }

  async commitFiles(
    repo: Repo,
    change: {
      readonly branch: string;
      readonly message: string;
      readonly files: readonly ScmFile[];
    },
    options: Options = {},
  ): Promise<{ readonly commit: string }> {
    this.check(repo);
    checkBranch(change.branch);
    this.checkFiles(repo, change.files);
    for (let attempt = 1; ; attempt++) {
      try {
        return { commit: await this.tryCommit(repo, change, options) };
      } catch (error) {
        const isRace = (error as ScmError).code === 'CONFLICT';
        if (!isRace || attempt === COMMIT_ATTEMPTS) throw error;
      }
    }
  }

  async readFile(
    repo: Repo,
    file: { readonly path: string; readonly ref?: string },
    options: Options = {},
  ): Promise<
    { readonly content: string; readonly commit?: string } | undefined
  > {
    this.check(repo);
    checkPath(file.path);
    const found = await this.adapter.findFile(repo, file, options);
    return (
      found && {
        content: found.bytes.toString('utf8'),
        ...(found.commit && { commit: found.commit }),
      }
    );
  }

  async listFiles(
    repo: Repo,
    query: {
      readonly ref?: string;
      readonly under?: string;
      readonly signal?: AbortSignal;
    } = {},
  ): Promise<ScmFileList> {
    const { commit, files, isTruncated } = await this.list(repo, query);
    return {
      commit,
      files: files.map(({ path, sizeBytes }) => ({
        path,
        ...(sizeBytes !== undefined && { sizeBytes }),
      })),
      isTruncated,
    };
  }

  async readTree(
    repo: Repo,
    query: {
      readonly ref?: string;
      readonly under?: string;
      readonly include: (path: string) => boolean;
      readonly signal?: AbortSignal;
    },
  ): Promise<ScmTree> {
    return readTree(this.adapter, repo, await this.list(repo, query), query);
  }

  async openPullRequest(
    repo: Repo,
    change: {
      readonly head: string;
      readonly base: string;
      readonly title: string;
      readonly body: string;
    },
    options: Options = {},
  ): Promise<{ readonly number: number; readonly url: string }> {
    this.check(repo);
    checkBranch(change.head);
    checkBranch(change.base);
    const opened =
      (await this.adapter.findPullRequest(repo, change, options)) ??
      (await this.adapter.createPullRequest(repo, change, options)) ??
      (await this.adapter.findPullRequest(repo, change, options));
    if (opened) return opened;
    throw new ScmError({
      code: 'CONFLICT',
      status: 409,
      message: `Could not open a pull request in ${label(repo)}: ${
        this.adapter.host
      } says that there is one from ${change.head} to ${
        change.base
      }, and lists none`,
    });
  }

  getFileUrl(
    repository: Pick<ScmRepository, 'url'>,
    file: { readonly path: string; readonly branch: string },
  ): string {
    return this.adapter.getFileUrl(repository, file);
  }

  private async tryCommit(
    repo: Repo,
    change: {
      readonly branch: string;
      readonly message: string;
      readonly files: readonly ScmFile[];
    },
    options: Options,
  ): Promise<string> {
    const { branch, message } = change;
    const repository = await this.requireRepository(repo, options);
    this.refuseArchived(repo, repository);
    if (repository.isEmpty) {
      return this.adapter.commit(
        repo,
        { repository, branch, message, changes: change.files.map(toChange) },
        options,
      );
    }
    const head = await this.adapter.findBranch(repo, branch, options);
    const source = head ? branch : repository.defaultBranch;
    const parent = {
      branch: source,
      commit: head ?? (await this.requireBranch(repo, source, options)),
    };
    const changes = await planChanges(
      this.adapter,
      repo,
      { commit: parent.commit, files: change.files },
      options,
    );
    return changes.length === 0
      ? parent.commit
      : this.adapter.commit(
          repo,
          { repository, branch, head, parent, message, changes },
          options,
        );
  }

  private async list(
    repo: Repo,
    query: {
      readonly ref?: string;
      readonly under?: string;
      readonly signal?: AbortSignal;
    },
  ) {
    this.check(repo);
    const { signal, ref } = query;
    const repository = await this.requireRepository(repo, { signal });
    const commit = repository.isEmpty
      ? undefined
      : await this.adapter.findCommit(repo, ref ?? repository.defaultBranch, {
          signal,
        });
    if (!commit) {
      throw this.notFound(
        repository.isEmpty
          ? `There is no commit yet in ${label(repo)}`
          : `There is no branch, tag or commit ${
              ref ?? repository.defaultBranch
            } in ${label(repo)}`,
      );
    }
    return listFiles(this.adapter, repo, { ...query, commit });
  }

  private check(repo: Repo): Repo {
    return checkRepository(repo, this.adapter.ownerDepth);
  }

  private checkFiles(repo: Repo, files: readonly ScmFile[]): void {
    if (files.length === 0 || files.length > MAX_FILES) {
      throw new ScmError({
        code: 'INVALID_INPUT',
        message: `A commit to ${label(repo)} needs 1 to ${MAX_FILES} files; ${
          files.length
        } were given`,
      });
    }
    const paths = files.map(file => checkPath(file.path));
    const twice = paths.find((path, index) => paths.indexOf(path) !== index);
    if (twice !== undefined) {
      throw new ScmError({
        code: 'INVALID_INPUT',
        message: `A commit to ${label(repo)} has the file ${twice} twice`,
      });
    }
  }

  private refuseArchived(repo: Repo, repository: AdapterRepository): void {
    if (!repository.isArchived) return;
    throw new ScmError({
      code: 'FORBIDDEN',
      message: `${label(repo)} on ${
        this.adapter.host
      } is archived, and nothing can be committed to it: take it out of the archive first`,
    });
  }

  private async requireRepository(
    repo: Repo,
    options: Options,
  ): Promise<AdapterRepository> {
    const repository = await this.adapter.getRepository(repo, options);
    if (repository) return repository;
    throw this.notFound(
      `There is no repository ${label(repo)}`,
      `, or the account in ${this.adapter.integration} may not see it`,
    );
  }

  private async requireBranch(
    repo: Repo,
    branch: string,
    options: Options,
  ): Promise<string> {
    const commit = await this.adapter.findBranch(repo, branch, options);
    if (commit) return commit;
    throw this.notFound(`There is no branch ${branch} in ${label(repo)}`);
  }

  private notFound(what: string, more = ''): ScmError {
    return new ScmError({
      code: 'NOT_FOUND',
      status: 404,
      message: `${what} on ${this.adapter.host}${more}`,
    });
  }
}

function toChange(file: ScmFile) {
  return { path: file.path, bytes: Buffer.from(file.content, 'utf8') };
}

function toRepository(found: AdapterRepository): ScmRepository {
  const { url, cloneUrl, defaultBranch, isEmpty } = found;
  return { url, cloneUrl, defaultBranch, isEmpty };
}

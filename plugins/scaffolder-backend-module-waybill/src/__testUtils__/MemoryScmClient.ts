import { createHash } from 'node:crypto';
import type {
  ScmClient,
  ScmFile,
  ScmRepository,
} from '@waybill/backstage-plugin-waybill-node';

/** A Git host in memory: one branch for each repository. */
export class MemoryScmClient implements ScmClient {
  readonly repositories = new Map<string, Map<string, string>>();
  readonly commits: { repository: string; message: string; paths: string[] }[] =
    [];
  /** Thrown by the next write, once. */
  failNextWith?: Error;

  async getRepository(repo: { owner: string; name: string }) {
    const files = this.repositories.get(key(repo));
    return files && toRepository(repo, files);
  }

  async createRepository(repo: {
    owner: string;
    name: string;
  }): Promise<ScmRepository> {
    this.failOnce();
    const files = this.repositories.get(key(repo)) ?? new Map<string, string>();
    this.repositories.set(key(repo), files);
    return toRepository(repo, files);
  }

  async commitFiles(
    repo: { owner: string; name: string },
    change: { message: string; files: readonly ScmFile[] },
  ) {
    this.failOnce();
    const files = this.require(repo);
    const changed = change.files.filter(
      file => files.get(file.path) !== file.content,
    );
    if (changed.length > 0) {
      changed.forEach(file => files.set(file.path, file.content));
      this.commits.push({
        repository: key(repo),
        message: change.message,
        paths: changed.map(file => file.path),
      });
    }
    return {
      commit: createHash('sha1')
        .update(JSON.stringify([...files]))
        .digest('hex'),
    };
  }

  async readFile(
    repo: { owner: string; name: string },
    file: { path: string },
  ) {
    const content = this.require(repo).get(file.path);
    return content === undefined ? undefined : { content };
  }

  async openPullRequest(): Promise<never> {
    throw new Error('No action opens pull requests yet');
  }

  private require(repo: { owner: string; name: string }) {
    const files = this.repositories.get(key(repo));
    if (!files) throw new Error(`No repository ${key(repo)}`);
    return files;
  }

  private failOnce() {
    const error = this.failNextWith;
    this.failNextWith = undefined;
    if (error) throw error;
  }
}

function key(repo: { owner: string; name: string }): string {
  return `${repo.owner}/${repo.name}`;
}

function toRepository(
  repo: { owner: string; name: string },
  files: Map<string, string>,
): ScmRepository {
  const url = `https://git.example.com/${key(repo)}`;
  return {
    url,
    cloneUrl: `${url}.git`,
    defaultBranch: 'main',
    isEmpty: files.size === 0,
  };
}

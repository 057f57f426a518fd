import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGitRemote, type RunningGitRemote } from '@waybill/sandbox';
import type { HostReply, HostRequest, WireJson } from './FakeHost';

/** The sandbox's Git remote, which keeps real Git repositories, behind a double that passes requests on. */
export class SandboxHost {
  readonly token = 't0ken-of-the-remote';

  private constructor(
    private readonly dir: string,
    private readonly remote: RunningGitRemote,
  ) {}

  static async start(): Promise<SandboxHost> {
    const dir = await mkdtemp(join(tmpdir(), 'waybill-scm-'));
    const remote = await startGitRemote({
      dir,
      port: 0,
      username: 'ml',
      token: 't0ken-of-the-remote',
    });
    return new SandboxHost(dir, remote);
  }

  async stop(): Promise<void> {
    await this.remote.stop();
    await rm(this.dir, { recursive: true, force: true });
  }

  /** Sends a request on as it is, to another path where one is given. */
  async pass(request: HostRequest, path = request.path): Promise<HostReply> {
    const query = request.query.size > 0 ? `?${request.query}` : '';
    const { headers } = request;
    const response = await fetch(`${this.remote.url}${path}${query}`, {
      method: request.method,
      headers: {
        ...(headers.authorization && { authorization: headers.authorization }),
        ...(headers['content-type'] && {
          'content-type': headers['content-type'],
        }),
        ...(headers['git-protocol'] && {
          'git-protocol': String(headers['git-protocol']),
        }),
      },
      body: request.method === 'GET' ? undefined : new Uint8Array(request.raw),
    });
    return {
      status: response.status,
      headers: {
        'content-type': response.headers.get('content-type') ?? 'text/plain',
      },
      body: Buffer.from(await response.arrayBuffer()),
    };
  }

  /** Calls Gitea's API as the account. */
  async api<T = WireJson>(
    method: string,
    path: string,
    body?: object,
  ): Promise<{ status: number; body: T; bytes: Buffer }> {
    const response = await fetch(`${this.remote.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `token ${this.token}`,
        'content-type': 'application/json',
      },
      body: body && JSON.stringify(body),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    let parsed: WireJson;
    try {
      parsed = JSON.parse(bytes.toString('utf8'));
    } catch {
      parsed = undefined;
    }
    return { status: response.status, body: parsed, bytes };
  }

  /** A commit as somebody else makes it. */
  async write(
    repo: { owner: string; name: string },
    files: Readonly<Record<string, string | Buffer>>,
    branch = 'main',
  ): Promise<void> {
    const path = `/repos/${repo.owner}/${repo.name}`;
    const there = await this.api('GET', `${path}/branches/${branch}`);
    const operations = Object.entries(files).map(([file, content]) => ({
      operation: 'upload',
      path: file,
      content: Buffer.from(content as string).toString('base64'),
    }));
    await this.api('POST', `${path}/contents`, {
      branch: there.status === 404 ? undefined : branch,
      ...(there.status === 404 && { new_branch: branch }),
      message: 'somebody',
      files: operations,
    });
  }

  async history(
    repo: { owner: string; name: string },
    branch = 'main',
  ): Promise<string[]> {
    const { body } = await this.api<{ commit: { message: string } }[]>(
      'GET',
      `/repos/${repo.owner}/${repo.name}/commits?sha=${branch}`,
    );
    return body.map(({ commit }) => commit.message.trim());
  }

  /** Has git itself refuse pushes to a branch, as a host's rule does. */
  async protect(
    repo: { owner: string; name: string },
    branch: string,
  ): Promise<void> {
    const hook = join(this.dir, repo.owner, `${repo.name}.git`, 'hooks/update');
    await writeFile(
      hook,
      `#!/bin/sh\ntest "$1" != "refs/heads/${branch}" && exit 0\necho "Branch refs/heads/${branch} can only be modified through pull requests." >&2\nexit 1\n`,
    );
    await chmod(hook, 0o755);
  }
}

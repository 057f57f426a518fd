import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WireJson } from './__testUtils__/FakeHost';
import { GiteaScmClient } from './GiteaScmClient';
import type { ScmClient } from './ScmClient';

/** One request that the server saw. */
interface Seen {
  readonly method: string;
  readonly path: string;
  readonly authorization?: string;
  readonly body?: WireJson;
}

type Reply = {
  status?: number;
  body?: unknown;
  raw?: string;
  headers?: Record<string, string>;
};

/** Answers from a table of `METHOD path`; a list is answered one after the other, its last entry for ever. */
class ScriptedGitea {
  readonly seen: Seen[] = [];
  private readonly server: Server;
  private replies: Record<string, Reply | Reply[]> = {};

  constructor() {
    this.server = createServer((req, res) => {
      const chunks: Buffer[] = [];
      req.on('data', chunk => chunks.push(chunk));
      req.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const path = req.url!.replace('/api/v1', '');
        this.seen.push({
          method: req.method!,
          path,
          authorization: req.headers.authorization,
          body: text ? JSON.parse(text) : undefined,
        });
        const reply = this.next(`${req.method} ${path}`);
        if (!reply) return; // never answers
        res.writeHead(reply.status ?? 200, {
          'content-type': 'application/json',
          ...reply.headers,
        });
        res.end(reply.raw ?? JSON.stringify(reply.body ?? {}));
      });
    });
  }

  async start() {
    await new Promise<void>(resolve =>
      this.server.listen(0, '127.0.0.1', resolve),
    );
  }

  async stop() {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  get host() {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  script(replies: Record<string, Reply | Reply[]>) {
    this.replies = { ...this.replies, ...replies };
  }

  calls(prefix: string) {
    return this.seen.filter(({ method, path }) =>
      `${method} ${path}`.startsWith(prefix),
    );
  }

  private next(key: string): Reply | undefined {
    const reply = this.replies[key];
    if (reply === undefined)
      return {
        status: 404,
        body: { message: "The target couldn't be found." },
      };
    if (!Array.isArray(reply)) return reply;
    return reply.length > 1 ? reply.shift() : reply[0];
  }
}

// Shapes as Gitea 1.24 answers them, less what is not read.
const repository = (overrides: object = {}) => ({
  id: 1,
  full_name: 'ml/iris',
  html_url: 'http://git.example.com/ml/iris',
  clone_url: 'http://git.example.com/ml/iris.git',
  default_branch: 'main',
  empty: false,
  ...overrides,
});
const file = (text: string, sha = 'a'.repeat(40)) => ({
  name: 'a.yaml',
  path: 'a.yaml',
  sha,
  last_commit_sha: 'c'.repeat(40),
  type: 'file',
  size: text.length,
  encoding: 'base64',
  content: Buffer.from(text).toString('base64'),
});
const HEAD = 'b'.repeat(40);
const branch = { name: 'main', commit: { id: HEAD } };
const committed = { files: [], commit: { sha: 'd'.repeat(40) } };
const iris = { owner: 'ml', name: 'iris' };

describe('GiteaScmClient', () => {
  let gitea: ScriptedGitea;
  let client: ScmClient;

  beforeEach(async () => {
    gitea = new ScriptedGitea();
    await gitea.start();
    client = GiteaScmClient.fromIntegration(
      {
        host: gitea.host,
        baseUrl: `http://${gitea.host}`,
        username: 'waybill',
        password: 's3cret',
      },
      { timeoutMs: 2000 },
    );
  });

  afterEach(() => gitea.stop());

  describe('getRepository', () => {
    it('sends the credentials of the integration and reads the answer', async () => {
      gitea.script({
        'GET /repos/ml/iris': {
          body: repository({ empty: true, default_branch: '' }),
        },
      });
      await expect(client.getRepository(iris)).resolves.toEqual({
        url: 'http://git.example.com/ml/iris',
        cloneUrl: 'http://git.example.com/ml/iris.git',
        defaultBranch: 'main',
        isEmpty: true,
      });
      expect(gitea.seen[0].authorization?.replace(/^basic /i, '')).toBe(
        Buffer.from('waybill:s3cret').toString('base64'),
      );
    });

    it('gives undefined where there is none', async () => {
      await expect(client.getRepository(iris)).resolves.toBeUndefined();
    });

    it.each([
      ['../admin', 'x'],
      ['ml', '..'],
      ['ml', 'a/b'],
      ['ml', 'a?b'],
      ['', 'a'],
    ])('refuses %s/%s without a request', async (owner, name) => {
      await expect(client.getRepository({ owner, name })).rejects.toMatchObject(
        { code: 'INVALID_INPUT' },
      );
      expect(gitea.seen).toEqual([]);
    });
  });

  describe('createRepository', () => {
    it('creates an empty repository of an organisation', async () => {
      gitea.script({
        'GET /user': { body: { login: 'waybill' } },
        'POST /orgs/ml/repos': {
          status: 201,
          body: repository({ empty: true }),
        },
      });
      const created = await client.createRepository({
        ...iris,
        description: 'Iris species',
      });
      expect(created.isEmpty).toBe(true);
      expect(gitea.calls('POST')).toEqual([
        expect.objectContaining({
          path: '/orgs/ml/repos',
          body: {
            name: 'iris',
            description: 'Iris species',
            default_branch: 'main',
            auto_init: false,
          },
        }),
      ]);
    });

    it('creates it as its own where the owner is the account', async () => {
      gitea.script({
        'GET /user': { body: { login: 'ML' } },
        'POST /user/repos': { status: 201, body: repository({ empty: true }) },
      });
      await client.createRepository(iris);
      expect(gitea.calls('POST')).toHaveLength(1);
    });

    it('gives the one that is there', async () => {
      gitea.script({ 'GET /repos/ml/iris': { body: repository() } });
      await expect(client.createRepository(iris)).resolves.toMatchObject({
        isEmpty: false,
      });
      expect(gitea.calls('POST')).toEqual([]);
    });

    it('gives the one that somebody made in between', async () => {
      gitea.script({
        'GET /repos/ml/iris': [
          { status: 404 },
          { body: repository({ empty: true }) },
        ],
        'GET /user': { body: { login: 'waybill' } },
        'POST /orgs/ml/repos': {
          status: 409,
          body: {
            message: 'The repository with the same name already exists.',
          },
        },
      });
      await expect(client.createRepository(iris)).resolves.toMatchObject({
        isEmpty: true,
      });
    });
  });

  describe('commitFiles', () => {
    const change = {
      branch: 'main',
      message: 'Ship iris 1.0.0',
      files: [
        { path: 'a.yaml', content: 'a: ä\n' },
        { path: 'deploy/b c.yaml', content: 'b: 1\n' },
      ],
    };

    it('makes one commit with all files in an empty repository', async () => {
      gitea.script({
        'GET /repos/ml/iris': { body: repository({ empty: true }) },
        'POST /repos/ml/iris/contents': { status: 201, body: committed },
      });
      await expect(client.commitFiles(iris, change)).resolves.toEqual({
        commit: 'd'.repeat(40),
      });
      expect(gitea.calls('POST')[0].body).toEqual({
        branch: 'main',
        message: 'Ship iris 1.0.0',
        files: [
          {
            operation: 'create',
            path: 'a.yaml',
            content: Buffer.from('a: ä\n').toString('base64'),
          },
          {
            operation: 'create',
            path: 'deploy/b c.yaml',
            content: Buffer.from('b: 1\n').toString('base64'),
          },
        ],
      });
    });

    it('updates what differs, by its blob, and leaves the rest', async () => {
      gitea.script({
        'GET /repos/ml/iris': { body: repository() },
        'GET /repos/ml/iris/branches/main': { body: branch },
        [`GET /repos/ml/iris/contents/a.yaml?ref=${HEAD}`]: {
          body: file('a: ä\n'),
        },
        [`GET /repos/ml/iris/contents/deploy/b%20c.yaml?ref=${HEAD}`]: {
          body: file('b: 0\n', 'e'.repeat(40)),
        },
        'POST /repos/ml/iris/contents': { status: 201, body: committed },
      });
      await client.commitFiles(iris, change);
      expect(gitea.calls('POST')[0].body.files).toEqual([
        {
          operation: 'update',
          path: 'deploy/b c.yaml',
          content: Buffer.from('b: 1\n').toString('base64'),
          sha: 'e'.repeat(40),
        },
      ]);
    });

    it('makes no commit where everything is there, and gives the head', async () => {
      gitea.script({
        'GET /repos/ml/iris': { body: repository() },
        'GET /repos/ml/iris/branches/main': { body: branch },
        [`GET /repos/ml/iris/contents/a.yaml?ref=${HEAD}`]: {
          body: file('a: ä\n'),
        },
        [`GET /repos/ml/iris/contents/deploy/b%20c.yaml?ref=${HEAD}`]: {
          body: file('b: 1\n'),
        },
      });
      await expect(client.commitFiles(iris, change)).resolves.toEqual({
        commit: 'b'.repeat(40),
      });
      expect(gitea.calls('POST')).toEqual([]);
    });

    it('makes a branch that does not exist from the default one', async () => {
      gitea.script({
        'GET /repos/ml/iris': { body: repository() },
        'GET /repos/ml/iris/branches/main': { body: branch },
        'POST /repos/ml/iris/contents': { status: 201, body: committed },
      });
      await client.commitFiles(iris, { ...change, branch: 'ship/1.1.0' });
      expect(gitea.calls('POST')[0].body).toMatchObject({
        branch: 'main',
        new_branch: 'ship/1.1.0',
      });
      expect(
        gitea.calls('GET /repos/ml/iris/branches/ship/1.1.0'),
      ).toHaveLength(1);
    });

    it('reads again and tries again when somebody was quicker', async () => {
      gitea.script({
        'GET /repos/ml/iris': { body: repository() },
        'GET /repos/ml/iris/branches/main': { body: branch },
        [`GET /repos/ml/iris/contents/a.yaml?ref=${HEAD}`]: [
          { status: 404 },
          { body: file('a: 2\n', 'f'.repeat(40)) },
        ],
        'POST /repos/ml/iris/contents': [
          {
            status: 422,
            body: { message: 'repository file already exists [path: a.yaml]' },
          },
          { status: 201, body: committed },
        ],
      });
      await client.commitFiles(iris, { ...change, files: [change.files[0]] });
      expect(
        gitea.calls('POST').map(call => call.body.files[0].operation),
      ).toEqual(['create', 'update']);
    });

    it('gives up after five lost races and says what the host said', async () => {
      gitea.script({
        'GET /repos/ml/iris': { body: repository({ empty: true }) },
        'POST /repos/ml/iris/contents': {
          status: 422,
          body: { message: 'sha does not match' },
        },
      });
      await expect(client.commitFiles(iris, change)).rejects.toMatchObject({
        code: 'CONFLICT',
        message: expect.stringMatching(
          /commit 2 files to ml\/iris: .* HTTP 422 \(sha does not match\)/,
        ),
      });
      expect(gitea.calls('POST')).toHaveLength(5);
    });

    it.each([
      '../x',
      '/x',
      'a//b',
      '.git/config',
      'a/.GIT/config',
      'a\nb',
      'a\\b',
    ])('refuses the path %j without a request', async path => {
      await expect(
        client.commitFiles(iris, { ...change, files: [{ path, content: '' }] }),
      ).rejects.toMatchObject({ code: 'INVALID_INPUT' });
      expect(gitea.seen).toEqual([]);
    });
  });

  describe('readFile', () => {
    it('reads text and the commit that it comes from', async () => {
      gitea.script({
        'GET /repos/ml/iris/contents/a.yaml': { body: file('a: ä\n') },
      });
      await expect(client.readFile(iris, { path: 'a.yaml' })).resolves.toEqual({
        content: 'a: ä\n',
        commit: 'c'.repeat(40),
      });
    });

    it('refuses a folder', async () => {
      gitea.script({
        'GET /repos/ml/iris/contents/deploy': { body: [file('x')] },
      });
      await expect(
        client.readFile(iris, { path: 'deploy' }),
      ).rejects.toMatchObject({ code: 'BAD_ANSWER' });
    });
  });

  describe('openPullRequest', () => {
    const change = {
      head: 'ship/1.1.0',
      base: 'main',
      title: 'Ship',
      body: '',
    };
    const pull = (number: number, head: string) => ({
      number,
      html_url: `http://git.example.com/ml/iris/pulls/${number}`,
      head: { ref: head },
      base: { ref: 'main' },
    });

    it('gives the one that somebody opened in between', async () => {
      gitea.script({
        'POST /repos/ml/iris/pulls': {
          status: 409,
          body: { message: 'pull request already exists' },
        },
        'GET /repos/ml/iris/pulls?state=open&limit=50&page=1': [
          { body: [pull(1, 'other')] },
          { body: [pull(1, 'other'), pull(2, 'ship/1.1.0')] },
        ],
      });
      await expect(client.openPullRequest(iris, change)).resolves.toEqual({
        number: 2,
        url: 'http://git.example.com/ml/iris/pulls/2',
      });
    });
  });

  describe('when the host misbehaves', () => {
    it.each([
      [401, 'UNAUTHORIZED'],
      [403, 'FORBIDDEN'],
      [400, 'REJECTED'],
      [429, 'UNAVAILABLE'],
      [500, 'UNAVAILABLE'],
      [502, 'UNAVAILABLE'],
      [302, 'BAD_ANSWER'],
    ])(
      'maps HTTP %s to %s and names host and repository',
      async (status, code) => {
        gitea.script({
          'GET /repos/ml/iris': {
            status,
            raw: '<html>no</html>',
            headers: { location: 'http://127.0.0.1:1/' },
          },
        });
        await expect(client.getRepository(iris)).rejects.toMatchObject({
          code,
          status,
          message: expect.stringContaining(
            `read the repository ml/iris: ${gitea.host}`,
          ),
        });
        expect(gitea.seen).toHaveLength(1);
      },
    );

    it('refuses an answer that is no JSON', async () => {
      gitea.script({ 'GET /repos/ml/iris': { raw: '<html>proxy</html>' } });
      await expect(client.getRepository(iris)).rejects.toMatchObject({
        code: 'BAD_ANSWER',
      });
    });

    it('refuses an answer without an end', async () => {
      gitea.script({
        'GET /repos/ml/iris': { raw: `"${'x'.repeat(9 * 1024 * 1024)}"` },
      });
      await expect(client.getRepository(iris)).rejects.toMatchObject({
        code: 'BAD_ANSWER',
        message: expect.stringContaining('more than 8388608 bytes'),
      });
    });

    it('gives up on a host that does not answer', async () => {
      gitea.script({ 'GET /repos/ml/iris': [] });
      const impatient = GiteaScmClient.fromIntegration(
        { host: gitea.host, baseUrl: `http://${gitea.host}` },
        { timeoutMs: 50 },
      );
      await expect(impatient.getRepository(iris)).rejects.toMatchObject({
        code: 'TIMEOUT',
      });
    });

    it('says that nothing listens', async () => {
      const { host } = gitea;
      await gitea.stop();
      await expect(client.getRepository(iris)).rejects.toMatchObject({
        code: 'UNAVAILABLE',
        message: expect.stringContaining(
          `no connection to ${host} (ECONNREFUSED)`,
        ),
      });
      await gitea.start();
    });

    it('ends with the reason of the signal', async () => {
      gitea.script({ 'GET /repos/ml/iris': [] });
      const controller = new AbortController();
      const pending = client.getRepository(iris, { signal: controller.signal });
      controller.abort(new Error('cancelled by the user'));
      await expect(pending).rejects.toThrow('cancelled by the user');
    });

    it('never tells the password', async () => {
      gitea.script({
        'GET /repos/ml/iris': { status: 403, body: { message: 'no' } },
      });
      const error: Error = await client.getRepository(iris).then(
        () => new Error('it did not fail'),
        thrown => thrown,
      );
      expect(error.message).toContain('HTTP 403');
      expect(`${error.stack}${JSON.stringify(error)}`).not.toMatch(
        /s3cret|d2F5YmlsbDpz/,
      );
    });
  });
});

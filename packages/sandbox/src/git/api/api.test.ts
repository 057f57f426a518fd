import { gunzipSync } from 'node:zlib';
import { base64, TestGitRemote, TOKEN } from '../TestGitRemote';

interface Content {
  sha: string;
  path: string;
  type: string;
  content: string | null;
}
interface Commit {
  sha: string;
  message: string;
  author: { name: string; email: string };
  commit: { message: string };
}
interface FileAnswer {
  content: Content;
  commit: Commit;
}
interface Pull {
  number: number;
  state: string;
  merged: boolean;
  mergeable: boolean;
  html_url: string;
  merge_commit_sha: string | null;
}

describe("the subset of Gitea's API", () => {
  let remote: TestGitRemote;
  beforeAll(async () => {
    remote = await TestGitRemote.start();
    await remote.createRepository('iris', {
      'README.md': '# Iris\n',
      'deploy/base/a.yaml': 'a: 1\n',
    });
  });
  afterAll(() => remote.stop());

  const REPO = '/repos/waybill/iris';
  const readText = async (path: string, ref = 'main') => {
    const { body } = await remote.api<Content>(
      'GET',
      `${REPO}/contents/${path}?ref=${ref}`,
    );
    return Buffer.from(body.content ?? '', 'base64').toString('utf8');
  };
  const change = (body: object) => remote.api('POST', `${REPO}/contents`, body);

  describe('repositories', () => {
    it('tells version and account', async () => {
      expect(
        (await remote.api('GET', '/version', undefined, null)).body,
      ).toEqual({ version: '1.22.0+waybill-sandbox' });
      for (const authorization of [
        `token ${TOKEN}`,
        `Bearer ${TOKEN}`,
        `basic ${base64(`waybill:${TOKEN}`)}`,
      ]) {
        const { body } = await remote.api<{ login: string }>(
          'GET',
          '/user',
          undefined,
          authorization,
        );
        expect(body.login).toBe('waybill');
      }
    });

    it('creates for the account and for an organisation', async () => {
      const mine = await remote.api('POST', '/user/repos', {
        name: 'created',
        description: 'A model',
        default_branch: 'trunk',
        auto_init: true,
      });
      expect(mine).toMatchObject({
        status: 201,
        body: {
          name: 'created',
          full_name: 'waybill/created',
          description: 'A model',
          default_branch: 'trunk',
          empty: false,
          private: false,
          html_url: `${remote.url}/waybill/created`,
          clone_url: `${remote.url}/waybill/created.git`,
        },
      });
      await remote.api('POST', '/orgs', { username: 'Team' });
      const theirs = await remote.api('POST', '/orgs/Team/repos', {
        name: 'theirs',
      });
      expect(theirs).toMatchObject({
        status: 201,
        body: { full_name: 'Team/theirs', empty: true },
      });
      const { body } = await remote.api<{ full_name: string }[]>(
        'GET',
        '/orgs/team/repos',
      );
      expect(body.map(repository => repository.full_name)).toEqual([
        'Team/theirs',
      ]);
    });

    it.each<[string, string, object | undefined, number]>([
      ['POST', '/user/repos', { name: 'iris' }, 409],
      ['POST', '/user/repos', { name: 'IRIS' }, 409],
      ['POST', '/user/repos', { name: '../x' }, 422],
      ['POST', '/user/repos', { name: 'x.git' }, 422],
      ['POST', '/user/repos', { name: '' }, 422],
      ['POST', '/user/repos', {}, 422],
      ['POST', '/user/repos', { name: 'x', default_branch: '-x' }, 422],
      ['POST', '/orgs/nobody/repos', { name: 'x' }, 404],
      ['GET', '/orgs/nobody', undefined, 404],
      ['GET', '/repos/waybill/nothing', undefined, 404],
      ['GET', '/nothing', undefined, 404],
      ['PUT', '/user/repos', {}, 405],
    ])('answers %s %s %j with %s', async (method, target, body, status) => {
      const answer = await remote.api<{ message: string; url: string }>(
        method,
        target,
        body,
      );
      expect(answer.status).toBe(status);
      expect(answer.body).toEqual({
        message: expect.any(String),
        url: `${remote.url}/api/swagger`,
      });
    });

    it.each<[string, string, object | undefined, string | null]>([
      ['GET', '/user', undefined, null],
      ['POST', '/user/repos', { name: 'x' }, null],
      ['POST', `${REPO}/contents`, { files: [] }, null],
      ['DELETE', REPO, undefined, null],
      ['GET', REPO, undefined, 'token wrong'],
      ['GET', REPO, undefined, `Basic ${base64('waybill:wrong')}`],
    ])(
      'answers %s %s %j as %s with 401',
      async (method, target, body, authorization) => {
        expect(
          (await remote.api(method, target, body, authorization)).status,
        ).toBe(401);
      },
    );

    it('hides a private one from who is not the account', async () => {
      await remote.api('POST', '/user/repos', {
        name: 'hidden',
        private: true,
      });
      expect(
        (await remote.api('GET', '/repos/waybill/hidden', undefined, null))
          .status,
      ).toBe(404);
      expect((await remote.api('GET', '/repos/waybill/hidden')).status).toBe(
        200,
      );
      expect((await fetch(`${remote.url}/waybill/hidden`)).status).toBe(404);
      expect(
        (
          await fetch(
            `${remote.url}/waybill/hidden/info/refs?service=git-upload-pack`,
          )
        ).status,
      ).toBe(404);
    });

    it('deletes', async () => {
      await remote.createRepository('deleted');
      expect(
        (await remote.api('DELETE', '/repos/waybill/deleted')).status,
      ).toBe(204);
      expect((await remote.api('GET', '/repos/waybill/deleted')).status).toBe(
        404,
      );
    });
  });

  describe('contents', () => {
    it('gives a file, a folder and the root', async () => {
      const file = await remote.api<Content>(
        'GET',
        `${REPO}/contents/deploy/base/a.yaml`,
        undefined,
        null,
      );
      expect(file.body).toMatchObject({
        name: 'a.yaml',
        path: 'deploy/base/a.yaml',
        type: 'file',
        size: 5,
        encoding: 'base64',
        content: base64('a: 1\n'),
        html_url: `${remote.url}/waybill/iris/src/branch/main/deploy/base/a.yaml`,
      });
      expect(file.headers.get('etag')).toBe(`"${file.body.sha}"`);
      const root = await remote.api<Content[]>('GET', `${REPO}/contents`);
      expect(
        root.body.map(({ path, type, content }) => [path, type, content]),
      ).toEqual([
        ['deploy', 'dir', null],
        ['README.md', 'file', null],
      ]);
      const folder = await remote.api<Content[]>(
        'GET',
        `${REPO}/contents/deploy/base/`,
      );
      expect(folder.body.map(({ path }) => path)).toEqual([
        'deploy/base/a.yaml',
      ]);
    });

    it('creates, changes and deletes one file', async () => {
      const created = await remote.api<FileAnswer>(
        'POST',
        `${REPO}/contents/one.txt`,
        {
          content: base64('one'),
          message: 'feat: one',
          author: { name: 'Ann', email: 'ann@example.com' },
        },
      );
      expect(created.status).toBe(201);
      expect(created.body.commit).toMatchObject({
        message: 'feat: one\n',
        author: { name: 'Ann', email: 'ann@example.com' },
      });
      const { sha } = created.body.content;
      const updated = await remote.api<FileAnswer>(
        'PUT',
        `${REPO}/contents/one.txt`,
        { content: base64('two'), sha },
      );
      expect(updated.status).toBe(200);
      expect(await readText('one.txt')).toBe('two');
      const stale = await remote.api('PUT', `${REPO}/contents/one.txt`, {
        content: base64('three'),
        sha,
      });
      expect(stale.status).toBe(422);
      const deleted = await remote.api('DELETE', `${REPO}/contents/one.txt`, {
        sha: updated.body.content.sha,
      });
      expect([deleted.status, deleted.body.content]).toEqual([200, null]);
      expect((await remote.api('GET', `${REPO}/contents/one.txt`)).status).toBe(
        404,
      );
    });

    it('changes many files in one commit on a new branch', async () => {
      const before = await remote.api<Commit[]>(
        'GET',
        `${REPO}/commits?sha=main`,
      );
      const { sha } = (
        await remote.api<Content>('GET', `${REPO}/contents/README.md`)
      ).body;
      const answer = await change({
        new_branch: 'feature/many',
        message: 'feat: many',
        files: [
          {
            operation: 'create',
            path: 'dir/new file.txt',
            content: base64('new'),
          },
          {
            operation: 'update',
            path: 'README.md',
            content: base64('# Changed\n'),
            sha,
          },
          {
            operation: 'upload',
            path: 'deploy/base/a.yaml',
            content: base64('a: 2\n'),
          },
        ],
      });
      expect(answer.status).toBe(201);
      expect(answer.body.files).toHaveLength(3);
      expect(await readText('dir/new%20file.txt', 'feature/many')).toBe('new');
      expect(await readText('README.md', 'feature/many')).toBe('# Changed\n');
      expect(await readText('README.md')).toBe('# Iris\n');
      const after = await remote.api<Commit[]>(
        'GET',
        `${REPO}/commits?sha=feature/many`,
      );
      expect(after.body).toHaveLength(before.body.length + 1);
    });

    it('renames', async () => {
      await change({
        files: [{ operation: 'create', path: 'old', content: base64('same') }],
      });
      const { sha } = (await remote.api<Content>('GET', `${REPO}/contents/old`))
        .body;
      await change({
        files: [
          { operation: 'update', path: 'renamed', from_path: 'old', sha },
        ],
      });
      expect(await readText('renamed')).toBe('same');
      expect((await remote.api('GET', `${REPO}/contents/old`)).status).toBe(
        404,
      );
    });

    it.each<[string, object, number]>([
      [
        'create what is there',
        { files: [{ operation: 'create', path: 'README.md', content: '' }] },
        422,
      ],
      [
        'change what is not there',
        { files: [{ operation: 'update', path: 'no', content: '', sha: 'x' }] },
        404,
      ],
      [
        'change without knowing what',
        { files: [{ operation: 'update', path: 'README.md', content: '' }] },
        422,
      ],
      ['write nothing', { files: [] }, 422],
      [
        'write without content',
        { files: [{ operation: 'create', path: 'x' }] },
        422,
      ],
      [
        'write what is not base64',
        { files: [{ operation: 'create', path: 'x', content: '!' }] },
        422,
      ],
      [
        'write over a folder',
        { files: [{ operation: 'upload', path: 'deploy', content: '' }] },
        422,
      ],
      [
        'leave the tree',
        { files: [{ operation: 'create', path: '../x', content: '' }] },
        422,
      ],
      [
        'write into .git',
        { files: [{ operation: 'create', path: 'a/.GIT/hooks', content: '' }] },
        422,
      ],
      [
        'use a wrong branch name',
        {
          new_branch: '--x',
          files: [{ operation: 'create', path: 'x', content: '' }],
        },
        422,
      ],
      [
        'begin from no branch',
        {
          branch: 'no',
          files: [{ operation: 'create', path: 'x', content: '' }],
        },
        404,
      ],
    ])('refuses to %s', async (_, body, status) => {
      const before = await remote.api<Commit[]>('GET', `${REPO}/commits`);
      expect((await change(body)).status).toBe(status);
      expect(
        (await remote.api<Commit[]>('GET', `${REPO}/commits`)).body,
      ).toEqual(before.body);
    });

    it.each([
      '?ref=nothing',
      '?ref=--all',
      '?ref=main:README.md',
      '?ref=main~1',
    ])('does not know the ref %s', async query => {
      expect(
        (await remote.api('GET', `${REPO}/contents/README.md${query}`)).status,
      ).toBe(404);
    });

    it('writes all of many changes that come at once', async () => {
      const names = Array.from({ length: 8 }, (_, i) => `parallel-${i}`);
      const answers = await Promise.all(
        names.map(name =>
          change({
            files: [{ operation: 'create', path: name, content: base64(name) }],
          }),
        ),
      );
      expect(answers.map(({ status }) => status)).toEqual(names.map(() => 201));
      expect(await Promise.all(names.map(name => readText(name)))).toEqual(
        names,
      );
    });
  });

  describe('branches, commits and archives', () => {
    it('creates, lists and deletes branches', async () => {
      const created = await remote.api('POST', `${REPO}/branches`, {
        new_branch_name: 'feature/b',
        old_ref_name: 'main',
      });
      expect(created).toMatchObject({
        status: 201,
        body: { name: 'feature/b', commit: { id: expect.any(String) } },
      });
      expect(
        (
          await remote.api('POST', `${REPO}/branches`, {
            new_branch_name: 'feature/b',
          })
        ).status,
      ).toBe(409);
      expect(
        (
          await remote.api('POST', `${REPO}/branches`, {
            new_branch_name: 'c',
            old_ref_name: 'no',
          })
        ).status,
      ).toBe(404);
      const { body } = await remote.api<{ name: string }[]>(
        'GET',
        `${REPO}/branches`,
      );
      expect(body.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['main', 'feature/b']),
      );
      expect(
        (await remote.api('GET', `${REPO}/branches/feature/b`)).status,
      ).toBe(200);
      expect(
        (await remote.api('DELETE', `${REPO}/branches/feature/b`)).status,
      ).toBe(204);
      expect(
        (await remote.api('GET', `${REPO}/branches/feature/b`)).status,
      ).toBe(404);
      expect((await remote.api('DELETE', `${REPO}/branches/main`)).status).toBe(
        403,
      );
    });

    it('gives a commit by branch and by id', async () => {
      const head = await remote.api<Commit & { files: object[] }>(
        'GET',
        `${REPO}/git/commits/main`,
      );
      expect(head.body).toMatchObject({
        sha: expect.stringMatching(/^[0-9a-f]{40}$/),
        files: expect.any(Array),
      });
      const same = await remote.api<Commit>(
        'GET',
        `${REPO}/git/commits/${head.body.sha}`,
      );
      expect(same.body).toEqual(head.body);
      expect(
        (await remote.api('GET', `${REPO}/git/commits/nothing`)).status,
      ).toBe(404);
    });

    it('gives the history of a path, by pages', async () => {
      const all = await remote.api<Commit[]>(
        'GET',
        `${REPO}/commits?path=README.md`,
      );
      expect(all.body).toHaveLength(1);
      const second = await remote.api<Commit[]>(
        'GET',
        `${REPO}/commits?limit=1&page=2`,
      );
      const both = await remote.api<Commit[]>('GET', `${REPO}/commits?limit=2`);
      expect(second.body).toEqual([both.body[1]]);
    });

    it('gives an archive inside a folder', async () => {
      const response = await fetch(
        `${remote.url}/api/v1${REPO}/archive/main.tar.gz`,
      );
      const tar = gunzipSync(
        Buffer.from(await response.arrayBuffer()),
      ).toString('latin1');
      expect(tar).toContain('iris/deploy/base/a.yaml');
      expect(
        (await remote.api('GET', `${REPO}/archive/nothing.tar.gz`)).status,
      ).toBe(404);
      expect((await remote.api('GET', `${REPO}/archive/main.rar`)).status).toBe(
        404,
      );
    });

    it('gives raw files as text', async () => {
      const response = await fetch(
        `${remote.url}/api/v1${REPO}/raw/README.md?ref=main`,
      );
      expect([
        await response.text(),
        response.headers.get('content-type'),
      ]).toEqual(['# Iris\n', 'text/plain; charset=utf-8']);
    });
  });

  describe('pull requests', () => {
    const open = async (branch: string, files: Record<string, string>) => {
      const changes = Object.entries(files).map(([path, text]) => ({
        operation: 'upload',
        path,
        content: base64(text),
      }));
      await change({ new_branch: branch, files: changes });
      return remote.api<Pull>('POST', `${REPO}/pulls`, {
        head: branch,
        base: 'main',
        title: `Pull ${branch}`,
        body: 'why',
      });
    };
    const merge = (number: number, form: object = {}) =>
      remote.api('POST', `${REPO}/pulls/${number}/merge`, {
        Do: 'merge',
        ...form,
      });

    it('opens, shows, lists and merges one', async () => {
      const { status, body } = await open('pr-1', { 'pr-1.txt': 'pr' });
      expect([status, body.state, body.mergeable, body.merged]).toEqual([
        201,
        'open',
        true,
        false,
      ]);
      expect((await fetch(body.html_url)).status).toBe(200);
      const again = await remote.api('POST', `${REPO}/pulls`, {
        head: 'pr-1',
        base: 'main',
        title: 'again',
      });
      expect(again.status).toBe(409);
      const listed = await remote.api<Pull[]>(
        'GET',
        `${REPO}/pulls?state=open`,
      );
      expect(listed.body.map(({ number }) => number)).toContain(body.number);
      const files = await remote.api(
        'GET',
        `${REPO}/pulls/${body.number}/files`,
      );
      expect(files.body).toEqual([{ filename: 'pr-1.txt', status: 'added' }]);
      expect(
        (await remote.api('GET', `${REPO}/pulls/${body.number}/merge`)).status,
      ).toBe(404);
      // main moves on, elsewhere
      await change({
        files: [
          { operation: 'upload', path: 'other.txt', content: base64('x') },
        ],
      });
      expect(
        (await merge(body.number, { delete_branch_after_merge: true })).status,
      ).toBe(200);
      expect(await readText('pr-1.txt')).toBe('pr');
      expect(await readText('other.txt')).toBe('x');
      const merged = await remote.api<Pull>(
        'GET',
        `${REPO}/pulls/${body.number}`,
      );
      expect(merged.body).toMatchObject({
        state: 'closed',
        merged: true,
        mergeable: false,
      });
      expect(
        (await remote.api('GET', `${REPO}/pulls/${body.number}/merge`)).status,
      ).toBe(204);
      expect((await remote.api('GET', `${REPO}/branches/pr-1`)).status).toBe(
        404,
      );
      const head = await remote.api<Commit & { parents: object[] }>(
        'GET',
        `${REPO}/git/commits/main`,
      );
      expect([head.body.sha, head.body.parents.length]).toEqual([
        merged.body.merge_commit_sha,
        2,
      ]);
      expect((await merge(body.number)).status).toBe(405);
    });

    it.each([
      ['squash', 1],
      ['fast-forward-only', 1],
      ['rebase', 1],
      ['merge', 2],
    ])('merges by %s into a commit with %s parents', async (Do, parents) => {
      const { body } = await open(`by-${Do}`, { [`by-${Do}`]: Do });
      expect((await merge(body.number, { Do })).status).toBe(200);
      const head = await remote.api<{ parents: object[] }>(
        'GET',
        `${REPO}/git/commits/main`,
      );
      expect(head.body.parents).toHaveLength(parents);
      expect(await readText(`by-${Do}`)).toBe(Do);
    });

    it('refuses what conflicts, and changes nothing', async () => {
      const first = await open('conflict-1', { conflict: 'one' });
      const second = await open('conflict-2', { conflict: 'two' });
      await merge(first.body.number);
      const { body } = await remote.api<Pull>(
        'GET',
        `${REPO}/pulls/${second.body.number}`,
      );
      expect(body.mergeable).toBe(false);
      expect((await merge(second.body.number)).status).toBe(405);
      expect(
        (await merge(second.body.number, { head_commit_id: 'x' })).status,
      ).toBe(409);
      expect(await readText('conflict')).toBe('one');
    });

    it('closes one without merging', async () => {
      const { body } = await open('closed', { closed: 'x' });
      const closed = await remote.api<Pull>(
        'PATCH',
        `${REPO}/pulls/${body.number}`,
        { state: 'closed' },
      );
      expect(closed).toMatchObject({
        status: 201,
        body: { state: 'closed', merged: false },
      });
      expect((await merge(body.number)).status).toBe(405);
    });

    it.each<[object, number]>([
      [{ head: 'nothing', base: 'main', title: 'x' }, 404],
      [{ head: 'main', base: 'nothing', title: 'x' }, 404],
      [{ head: 'main', base: 'main', title: 'x' }, 422],
      [{ head: 'main', base: 'main' }, 422],
    ])('refuses to open %j with %s', async (body, status) => {
      expect((await remote.api('POST', `${REPO}/pulls`, body)).status).toBe(
        status,
      );
    });

    it('does not know an unknown one', async () => {
      expect((await remote.api('GET', `${REPO}/pulls/999`)).status).toBe(404);
      expect((await remote.api('GET', `${REPO}/pulls/x`)).status).toBe(404);
    });
  });
});

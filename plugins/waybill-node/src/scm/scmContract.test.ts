/** What every client does in the same way, on a local server with its host's shapes. */
import { ScmError } from './ScmError';
import { SCM_DOUBLES, type ScmDouble } from './__testUtils__/scmDoubles';
import type { ScmClient } from './ScmClient';

// Some of the doubles run git: slow on a machine that is busy with other suites.
jest.setTimeout(120_000);

const FILES = [
  { path: 'catalog-info.yaml', content: 'description: ä\r\n' },
  { path: 'deploy/base/kustomization.yaml', content: 'resources: []\n' },
];
const SHIP = { branch: 'main', message: 'feat: ship iris', files: FILES };

describe.each(Object.entries(SCM_DOUBLES))('the client of %s', (_, start) => {
  let double: ScmDouble;
  let client: ScmClient;
  let repo: ScmDouble['repo'];

  beforeEach(async () => {
    double = await start();
    client = double.connect();
    repo = double.repo;
  });

  afterEach(() => double.stop());

  const ship = async () => {
    await client.createRepository(repo);
    return client.commitFiles(repo, SHIP);
  };

  describe('repositories', () => {
    it('creates one once, and says where it is', async () => {
      await expect(client.getRepository(repo)).resolves.toBeUndefined();
      const created = await client.createRepository(repo);
      expect(created).toMatchObject({ defaultBranch: 'main', isEmpty: true });
      expect(created.url).toMatch(/\/iris$/);
      expect(created.cloneUrl).toMatch(/^https?:\/\/[^@]+iris(\.git)?$/);
      const writes = double.http.writes().length;
      await expect(client.createRepository(repo)).resolves.toEqual(created);
      expect(double.http.writes()).toHaveLength(writes);
      expect(
        client.getFileUrl(created, { path: 'a/b c.yaml', branch: 'main' }),
      ).toContain(double.fileUrl);
    });

    it('gives the one that somebody made in between', async () => {
      double.http.beforeNextWrite = () =>
        double.connect().createRepository(repo);
      await expect(client.createRepository(repo)).resolves.toMatchObject({
        isEmpty: true,
      });
    });

    it('refuses names that no host has, without a request', async () => {
      for (const owner of ['..', 'a/../b', '', 'a?b']) {
        await expect(
          client.getRepository({ owner, name: 'iris' }),
        ).rejects.toMatchObject({ code: 'INVALID_INPUT' });
      }
      expect(double.http.requests).toEqual([]);
    });
  });

  describe('commits', () => {
    it('makes one for all files of an empty repository', async () => {
      const { commit } = await ship();
      expect(commit).toMatch(/^[0-9a-f]{40}$/);
      await expect(double.history()).resolves.toEqual(['feat: ship iris']);
      await expect(client.getRepository(repo)).resolves.toMatchObject({
        defaultBranch: 'main',
        isEmpty: false,
      });
      for (const { path, content } of FILES) {
        await expect(client.readFile(repo, { path })).resolves.toMatchObject({
          content,
        });
      }
    });

    it('makes none where everything is there', async () => {
      const first = await ship();
      const writes = double.http.writes().length;
      await expect(client.commitFiles(repo, SHIP)).resolves.toEqual(first);
      expect(double.http.writes()).toHaveLength(writes);
    });

    it('changes and adds files, and leaves the others', async () => {
      await ship();
      await client.commitFiles(repo, {
        branch: 'main',
        message: 'feat: more',
        files: [
          { path: 'catalog-info.yaml', content: 'description: b\n' },
          { path: 'deploy/base/new.yaml', content: 'new: 1\n' },
        ],
      });
      await expect(double.history()).resolves.toEqual([
        'feat: more',
        'feat: ship iris',
      ]);
      const { files } = await client.readTree(repo, { include: () => true });
      expect(files).toEqual([
        { path: 'catalog-info.yaml', content: 'description: b\n' },
        FILES[1],
        { path: 'deploy/base/new.yaml', content: 'new: 1\n' },
      ]);
    });

    it('compares many files by one listing', async () => {
      await client.createRepository(repo);
      const files = Array.from({ length: 8 }, (__, index) => ({
        path: `f/${index}.yaml`,
        content: `n: ${index}\n`,
      }));
      const first = await client.commitFiles(repo, { ...SHIP, files });
      await expect(
        client.commitFiles(repo, { ...SHIP, files }),
      ).resolves.toEqual(first);
      const changed = [...files.slice(1), { path: 'z', content: 'z\n' }];
      changed[2] = { ...changed[2], content: 'other\n' };
      await client.commitFiles(repo, { ...SHIP, files: changed });
      await expect(
        client.readFile(repo, { path: changed[2].path }),
      ).resolves.toMatchObject({ content: 'other\n' });
      await expect(double.history()).resolves.toHaveLength(2);
    });

    it('makes a branch from the default one', async () => {
      await ship();
      const change = {
        branch: 'waybill/iris-1.1.0',
        message: 'feat: iris 1.1.0',
        files: [{ path: 'catalog-info.yaml', content: 'version: 1.1.0\n' }],
      };
      const made = await client.commitFiles(repo, change);
      await expect(client.commitFiles(repo, change)).resolves.toEqual(made);
      await expect(double.history(change.branch)).resolves.toEqual([
        'feat: iris 1.1.0',
        'feat: ship iris',
      ]);
      await expect(
        client.readFile(repo, { path: 'catalog-info.yaml' }),
      ).resolves.toMatchObject({ content: FILES[0].content });
      await expect(
        client.readFile(repo, {
          path: 'catalog-info.yaml',
          ref: change.branch,
        }),
      ).resolves.toMatchObject({ content: 'version: 1.1.0\n' });
    });

    it('begins again when somebody was quicker, and loses nothing', async () => {
      await ship();
      double.http.beforeNextWrite = () =>
        double.write({ 'catalog-info.yaml': 'theirs\n', 'their.yaml': '1\n' });
      await client.commitFiles(repo, {
        ...SHIP,
        message: 'feat: ours',
        files: [{ path: 'catalog-info.yaml', content: 'ours\n' }],
      });
      await expect(double.history()).resolves.toEqual([
        'feat: ours',
        'somebody',
        'feat: ship iris',
      ]);
      await expect(
        client.readFile(repo, { path: 'their.yaml' }),
      ).resolves.toMatchObject({ content: '1\n' });
    });

    it.each(['../x', '/x', 'a//b', '.git/config', 'a\nb'])(
      'refuses the path %j without a request',
      async path => {
        await expect(
          client.commitFiles(repo, { ...SHIP, files: [{ path, content: '' }] }),
        ).rejects.toMatchObject({ code: 'INVALID_INPUT' });
        expect(double.http.requests).toEqual([]);
      },
    );

    it.each(['-x', 'a..b', 'a b', 'a.lock', 'a~1', ''])(
      'refuses the branch %j without a request',
      async branch => {
        await expect(
          client.commitFiles(repo, { ...SHIP, branch }),
        ).rejects.toMatchObject({ code: 'INVALID_INPUT' });
        expect(double.http.requests).toEqual([]);
      },
    );

    it('says that a branch is protected, where the host can', async () => {
      await ship();
      await double.protect?.('main');
      await expect(commitOneMore()).resolves.toMatch(
        double.protect
          ? /^FORBIDDEN: .*iris.*(pull request|push into|branch protection)/i
          : /^[0-9a-f]{40}$/,
      );
    });

    it('writes nothing to an archive, where the host has any', async () => {
      await ship();
      await double.archive?.();
      const writes = double.http.writes().length;
      await expect(commitOneMore()).resolves.toMatch(
        double.archive ? /^FORBIDDEN: .* is archived/ : /^[0-9a-f]{40}$/,
      );
      expect(double.http.writes().length > writes).toBe(!double.archive);
    });

    /** @returns the commit, or why there is none */
    async function commitOneMore(): Promise<string> {
      const files = [{ path: 'x.yaml', content: 'x\n' }];
      try {
        return (await client.commitFiles(repo, { ...SHIP, files })).commit;
      } catch (error) {
        if (!(error instanceof ScmError)) throw error;
        return `${error.code}: ${error.message}`;
      }
    }
  });

  describe('reading', () => {
    it('gives nothing for what is not there', async () => {
      await ship();
      await expect(
        client.readFile(repo, { path: 'no.yaml' }),
      ).resolves.toBeUndefined();
      await expect(
        client.readFile(repo, { path: 'catalog-info.yaml', ref: 'no' }),
      ).resolves.toBeUndefined();
      await expect(client.listFiles(repo, { under: 'no' })).resolves.toEqual(
        expect.objectContaining({ files: [], isTruncated: false }),
      );
    });

    it('says that there is no repository, no commit, no such ref', async () => {
      const missing = { code: 'NOT_FOUND' };
      await expect(client.listFiles(repo)).rejects.toMatchObject(missing);
      await client.createRepository(repo);
      await expect(client.listFiles(repo)).rejects.toMatchObject(missing);
      await client.commitFiles(repo, SHIP);
      await expect(
        client.listFiles(repo, { ref: 'no/such' }),
      ).rejects.toMatchObject(missing);
    });

    it('lists all pages, and only what lies below a folder', async () => {
      await client.createRepository(repo);
      const names = Array.from({ length: 130 }, (__, i) => `apps/f${i}.yaml`);
      await client.commitFiles(repo, {
        ...SHIP,
        files: [
          ...names.map(path => ({ path, content: `${path}\n` })),
          { path: 'apps2/x.yaml', content: 'x\n' },
        ],
      });
      const all = await client.listFiles(repo, { ref: 'main' });
      expect(all.files.map(({ path }) => path)).toEqual(
        [...names, 'apps2/x.yaml'].sort(),
      );
      const below = await client.listFiles(repo, {
        ref: all.commit,
        under: 'apps/',
      });
      expect(below.files.map(({ path }) => path)).toEqual([...names].sort());
      expect(below).toMatchObject({ commit: all.commit, isTruncated: false });
    });

    it('reads what is wanted and text, and leaves links out', async () => {
      await ship();
      await double.write({
        'deploy/model.bin': Buffer.from([0xff, 0xfe, 0]),
        'deploy/large.yaml': 'x'.repeat(1024 * 1024 + 1),
      });
      await double.link?.('deploy/link.yaml');
      const tree = await client.readTree(repo, {
        under: 'deploy',
        include: path => !path.includes('kustom'),
      });
      expect(tree).toMatchObject({
        files: [],
        isTruncated: false,
        skipped: [
          { path: 'deploy/large.yaml', reason: 'too-large' },
          { path: 'deploy/model.bin', reason: 'not-text' },
        ],
      });
    });

    it('tells that a listing is not whole, where the host cuts it', async () => {
      await ship();
      double.truncate?.(2);
      await expect(client.listFiles(repo)).resolves.toMatchObject({
        isTruncated: double.truncate !== undefined,
      });
    });
  });

  describe('pull requests', () => {
    const change = {
      head: 'waybill/next',
      base: 'main',
      title: 'Ship 1.1.0',
      body: 'With **care**',
    };
    const prepare = async () => {
      await ship();
      await client.commitFiles(repo, {
        branch: change.head,
        message: 'feat: next',
        files: [{ path: 'next.yaml', content: 'next\n' }],
      });
    };

    it('opens one, and gives the open one afterwards', async () => {
      await prepare();
      const pull = await client.openPullRequest(repo, change);
      expect(pull.url).toMatch(
        new RegExp(`^https?://.*iris/.*${pull.number}$`),
      );
      const writes = double.http.writes().length;
      await expect(client.openPullRequest(repo, change)).resolves.toEqual(pull);
      expect(double.http.writes()).toHaveLength(writes);
    });

    it('gives the one that somebody opened in between', async () => {
      await prepare();
      double.http.beforeNextWrite = () =>
        double.connect().openPullRequest(repo, { ...change, title: 'Theirs' });
      await expect(client.openPullRequest(repo, change)).resolves.toMatchObject(
        { number: 1 },
      );
    });
  });

  describe('a host that misbehaves', () => {
    const html = {
      headers: { 'content-type': 'text/html; charset=utf-8' },
      body: '<html>Sign in</html>',
    };

    it.each([
      [400, 'REJECTED'],
      [401, 'UNAUTHORIZED'],
      [403, 'FORBIDDEN'],
      [429, 'UNAVAILABLE'],
      [500, 'UNAVAILABLE'],
      [503, 'UNAVAILABLE'],
    ])(
      'maps HTTP %s to %s and names host and repository',
      async (status, code) => {
        double.http.misbehave({ ...html, status });
        await expect(client.getRepository(repo)).rejects.toMatchObject({
          code,
          status,
          message: expect.stringMatching(
            new RegExp(`read the .* ${repo.owner}/iris: ${double.http.host} `),
          ),
        });
        expect(double.http.requests).toHaveLength(1);
      },
    );

    it('waits as long as it is asked to, and not longer', async () => {
      await client.createRepository(repo);
      const before = double.http.requests.length;
      double.http.misbehave({ status: 429, headers: { 'retry-after': '0' } });
      await expect(client.getRepository(repo)).resolves.toMatchObject({
        isEmpty: true,
      });
      expect(double.http.requests.length).toBeGreaterThan(before + 1);
      double.http.misbehave({
        status: 429,
        headers: { 'retry-after': '3600' },
      });
      await expect(client.getRepository(repo)).rejects.toMatchObject({
        code: 'UNAVAILABLE',
        message: expect.stringContaining('come back in 3600 s'),
      });
    });

    it('believes no page for people', async () => {
      double.http.misbehave({ ...html, status: 200 });
      await expect(client.getRepository(repo)).rejects.toMatchObject({
        code: double.hasSignInPage ? 'UNAUTHORIZED' : 'BAD_ANSWER',
      });
    });

    it('follows no redirect', async () => {
      const target = {
        status: 302,
        headers: { location: `${double.http.url}/x` },
      };
      double.http.misbehave(target);
      await expect(client.getRepository(repo)).rejects.toMatchObject({
        code: double.hasSignInPage ? 'UNAUTHORIZED' : 'BAD_ANSWER',
      });
      expect(double.http.requests).toHaveLength(1);
    });

    it.each([
      ['a list', []],
      ['null', null],
      ['wrong types', { html_url: 1, web_url: {}, links: 'x', webUrl: [] }],
    ])('refuses %s', async (__, body) => {
      double.http.misbehave({ body });
      await expect(client.getRepository(repo)).rejects.toMatchObject({
        code: 'BAD_ANSWER',
      });
    });

    it('refuses an answer without an end', async () => {
      double.http.misbehave({ body: `"${'x'.repeat(9 * 1024 * 1024)}"` });
      await expect(client.getRepository(repo)).rejects.toMatchObject({
        code: 'BAD_ANSWER',
        message: expect.stringContaining('more than 8388608 bytes'),
      });
    });

    it('gives up on a host that does not answer', async () => {
      double.http.misbehave(undefined);
      await expect(
        double.connect(50).getRepository(repo),
      ).rejects.toMatchObject({ code: 'TIMEOUT' });
    });

    it('ends with the reason of the signal', async () => {
      double.http.misbehave(undefined);
      const controller = new AbortController();
      const { signal } = controller;
      const pending = client.getRepository(repo, { signal });
      controller.abort(new Error('cancelled by the user'));
      await expect(pending).rejects.toThrow('cancelled by the user');
    });

    it('sends the credentials, and never tells them', async () => {
      await ship();
      const sent = new Set(
        double.http.requests.map(({ headers }) => headers.authorization),
      );
      expect([...sent]).toEqual([double.authorization]);
      double.http.misbehave({ status: 403, body: { message: 'no' } });
      const error: Error = await client.getRepository(repo).then(
        () => new Error('it did not fail'),
        thrown => thrown,
      );
      expect(error.message).toContain('HTTP 403');
      const told = `${error.stack}${JSON.stringify(error)}${error.cause}`;
      expect(told).not.toContain(double.secret);
      expect(told).not.toContain(double.authorization.split(' ')[1]);
    });
  });
});

import { base64, TestGitRemote } from '../TestGitRemote';

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
}

interface FileAnswer {
  content: Content;
  commit: Commit;
}

const REPO = '/repos/waybill/iris';

describe('contents', () => {
  let remote: TestGitRemote;
  beforeAll(async () => {
    remote = await TestGitRemote.start();
    await remote.createRepository('iris', {
      'README.md': '# Iris\n',
      'deploy/base/a.yaml': 'a: 1\n',
    });
  });
  afterAll(() => remote.stop());

  const change = (body: object) => remote.api('POST', `${REPO}/contents`, body);

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
    expect(folder.body.map(({ path }) => path)).toEqual(['deploy/base/a.yaml']);
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
    expect(await remote.readText('iris', 'one.txt')).toBe('two');
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
    expect(
      await remote.readText('iris', 'dir/new%20file.txt', 'feature/many'),
    ).toBe('new');
    expect(await remote.readText('iris', 'README.md', 'feature/many')).toBe(
      '# Changed\n',
    );
    expect(await remote.readText('iris', 'README.md')).toBe('# Iris\n');
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
      files: [{ operation: 'update', path: 'renamed', from_path: 'old', sha }],
    });
    expect(await remote.readText('iris', 'renamed')).toBe('same');
    expect((await remote.api('GET', `${REPO}/contents/old`)).status).toBe(404);
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
    expect((await remote.api<Commit[]>('GET', `${REPO}/commits`)).body).toEqual(
      before.body,
    );
  });

  it.each(['?ref=nothing', '?ref=--all', '?ref=main:README.md', '?ref=main~1'])(
    'does not know the ref %s',
    async query => {
      expect(
        (await remote.api('GET', `${REPO}/contents/README.md${query}`)).status,
      ).toBe(404);
    },
  );

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
    expect(
      await Promise.all(names.map(name => remote.readText('iris', name))),
    ).toEqual(names);
  });
});

import { gunzipSync } from 'node:zlib';
import { TestGitRemote } from '../TestGitRemote';

interface Commit {
  sha: string;
  message: string;
  author: { name: string; email: string };
}

const REPO = '/repos/waybill/iris';

describe('branches, commits and archives', () => {
  let remote: TestGitRemote;
  beforeAll(async () => {
    remote = await TestGitRemote.start();
    await remote.createRepository('iris', {
      'README.md': '# Iris\n',
      'deploy/base/a.yaml': 'a: 1\n',
    });
  });
  afterAll(() => remote.stop());

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
    expect((await remote.api('GET', `${REPO}/branches/feature/b`)).status).toBe(
      200,
    );
    expect(
      (await remote.api('DELETE', `${REPO}/branches/feature/b`)).status,
    ).toBe(204);
    expect((await remote.api('GET', `${REPO}/branches/feature/b`)).status).toBe(
      404,
    );
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
    const tar = gunzipSync(Buffer.from(await response.arrayBuffer())).toString(
      'latin1',
    );
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

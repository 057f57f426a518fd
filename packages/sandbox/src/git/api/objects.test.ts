import { TestGitRemote } from '../TestGitRemote';

interface Tree {
  sha: string;
  tree: { path: string; type: string; size: number; sha: string }[];
  truncated: boolean;
  total_count: number;
}

const REPO = '/repos/waybill/iris';

describe('trees and blobs', () => {
  let remote: TestGitRemote;
  beforeAll(async () => {
    remote = await TestGitRemote.start();
    await remote.createRepository('iris', {
      'README.md': '# Iris\n',
      'deploy/base/a.yaml': 'a: 1\n',
      'deploy/base/b.yaml': 'b: 1\n',
    });
  });
  afterAll(() => remote.stop());

  const readTree = (query: string) =>
    remote.api<Tree>('GET', `${REPO}/git/trees/main?${query}`);

  it('lists everything below the root, page by page', async () => {
    const first = await readTree('recursive=true&per_page=4');
    expect(first.body).toMatchObject({ truncated: true, total_count: 5 });
    const second = await readTree('recursive=true&per_page=4&page=2');
    expect(second.body).toMatchObject({ truncated: false });
    expect(
      [...first.body.tree, ...second.body.tree].map(({ path }) => path),
    ).toEqual([
      'README.md',
      'deploy',
      'deploy/base',
      'deploy/base/a.yaml',
      'deploy/base/b.yaml',
    ]);
  });

  it('lists only the root where it is not asked for more', async () => {
    const { body } = await readTree('');
    expect(body.tree.map(({ path, type }) => `${type} ${path}`)).toEqual([
      'blob README.md',
      'tree deploy',
    ]);
  });

  it('gives a blob by its id, and nothing else', async () => {
    const { body } = await readTree('');
    const [readme, deploy] = body.tree;
    await expect(
      remote.api('GET', `${REPO}/git/blobs/${readme.sha}`),
    ).resolves.toMatchObject({
      status: 200,
      body: {
        content: Buffer.from('# Iris\n').toString('base64'),
        encoding: 'base64',
        size: readme.size,
      },
    });
    for (const sha of [deploy.sha, 'f'.repeat(40), 'main']) {
      expect((await remote.api('GET', `${REPO}/git/blobs/${sha}`)).status).toBe(
        404,
      );
    }
  });

  it('says that there is no such commit', async () => {
    expect(
      (await remote.api('GET', `${REPO}/git/trees/${'f'.repeat(40)}`)).status,
    ).toBe(404);
  });
});

import { base64, TestGitRemote } from '../TestGitRemote';

interface Commit {
  sha: string;
  message: string;
  author: { name: string; email: string };
}

interface Pull {
  number: number;
  state: string;
  merged: boolean;
  mergeable: boolean;
  html_url: string;
  merge_commit_sha: string | null;
}

const REPO = '/repos/waybill/iris';

describe('pull requests', () => {
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
    const listed = await remote.api<Pull[]>('GET', `${REPO}/pulls?state=open`);
    expect(listed.body.map(({ number }) => number)).toContain(body.number);
    const files = await remote.api('GET', `${REPO}/pulls/${body.number}/files`);
    expect(files.body).toEqual([{ filename: 'pr-1.txt', status: 'added' }]);
    expect(
      (await remote.api('GET', `${REPO}/pulls/${body.number}/merge`)).status,
    ).toBe(404);
    // main moves on, elsewhere
    await change({
      files: [{ operation: 'upload', path: 'other.txt', content: base64('x') }],
    });
    expect(
      (await merge(body.number, { delete_branch_after_merge: true })).status,
    ).toBe(200);
    expect(await remote.readText('iris', 'pr-1.txt')).toBe('pr');
    expect(await remote.readText('iris', 'other.txt')).toBe('x');
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
    expect((await remote.api('GET', `${REPO}/branches/pr-1`)).status).toBe(404);
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
    expect(await remote.readText('iris', `by-${Do}`)).toBe(Do);
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
    expect(await remote.readText('iris', 'conflict')).toBe('one');
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

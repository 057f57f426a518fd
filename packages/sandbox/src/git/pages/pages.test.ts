import { TestGitRemote } from '../TestGitRemote';
import { html } from './html';

describe('html', () => {
  it('escapes what is put in, and nothing twice', () => {
    const inner = html`<b>${'<&"\'>'}</b>`;
    expect(html`${inner} ${1} ${[inner]}`.markup).toBe(
      '<b>&lt;&amp;&quot;&#39;&gt;</b> 1 <b>&lt;&amp;&quot;&#39;&gt;</b>',
    );
  });
});

describe('pages', () => {
  let remote: TestGitRemote;
  const HOSTILE = '<script>alert(1)</script>';
  beforeAll(async () => {
    remote = await TestGitRemote.start();
    await remote.createRepository('iris', {
      'README.md': `# Iris ${HOSTILE}\n`,
      'deploy/a.yaml': 'a: 1\n',
    });
    await remote.createRepository('empty');
    await remote.api('POST', '/repos/waybill/iris/branches', {
      new_branch_name: 'feature/x',
    });
  });
  afterAll(() => remote.stop());

  it.each([
    ['/', '/waybill/iris'],
    ['/waybill', '/waybill/iris'],
    ['/waybill/iris', 'deploy/'],
    ['/waybill/iris/src/branch/main', 'README.md'],
    ['/waybill/iris/src/branch/main/deploy', 'a.yaml'],
    ['/waybill/iris/src/branch/feature/x/deploy/a.yaml', 'a: 1'],
    ['/waybill/iris/commits/branch/main', 'Commits of main'],
    ['/waybill/iris/commit/main', '+a: 1'],
    ['/waybill/empty', 'This repository is empty'],
  ])('shows %s', async (path, text) => {
    const response = await fetch(remote.url + path);
    const body = await response.text();
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=utf-8',
    ]);
    expect(response.headers.get('content-security-policy')).toContain(
      "default-src 'none'",
    );
    expect(body).toContain(text);
    expect(body).not.toContain(HOSTILE);
  });

  it('gives raw files as text, and a page instead of an editor', async () => {
    const raw = await fetch(
      `${remote.url}/waybill/iris/raw/branch/main/deploy/a.yaml`,
    );
    expect([await raw.text(), raw.headers.get('content-type')]).toEqual([
      'a: 1\n',
      'text/plain; charset=utf-8',
    ]);
    const edit = await fetch(
      `${remote.url}/waybill/iris/_edit/main/deploy/a.yaml`,
    );
    expect(edit.url).toBe(
      `${remote.url}/waybill/iris/src/branch/main/deploy/a.yaml`,
    );
  });

  it.each([
    '/nobody',
    '/waybill/nothing',
    '/waybill/iris/src/branch/no',
    '/waybill/iris/src/branch/main/no',
    '/waybill/iris/pulls/1',
  ])('answers %s with 404', async path =>
    expect((await fetch(remote.url + path)).status).toBe(404),
  );
});

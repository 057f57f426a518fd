import { base64, TestGitRemote, TOKEN } from '../TestGitRemote';

const REPO = '/repos/waybill/iris';

describe('repositories', () => {
  let remote: TestGitRemote;
  beforeAll(async () => {
    remote = await TestGitRemote.start();
    await remote.createRepository('iris', {
      'README.md': '# Iris\n',
      'deploy/base/a.yaml': 'a: 1\n',
    });
  });
  afterAll(() => remote.stop());

  it('tells version and account', async () => {
    expect((await remote.api('GET', '/version', undefined, null)).body).toEqual(
      { version: '1.22.0+waybill-sandbox' },
    );
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
    expect((await remote.api('GET', '/repos/waybill/hidden')).status).toBe(200);
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
    expect((await remote.api('DELETE', '/repos/waybill/deleted')).status).toBe(
      204,
    );
    expect((await remote.api('GET', '/repos/waybill/deleted')).status).toBe(
      404,
    );
  });
});

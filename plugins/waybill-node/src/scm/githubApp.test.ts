/** A GitHub App has no account and no token of its own: it is given one for each installation. */
import { generateKeyPairSync } from 'node:crypto';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { createScmClient } from './createScmClient';
import { FakeGit } from './__testUtils__/FakeGit';
import { fakeGithub } from './__testUtils__/fakeGithub';
import { FakeHost } from './__testUtils__/FakeHost';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
});

describe('the client of GitHub with an app', () => {
  let http: FakeHost;
  const repo = { owner: 'acme', name: 'iris' };

  beforeEach(async () => {
    const git = new FakeGit();
    http = await FakeHost.start({
      'GET /app/installations': () => ({
        body: [
          {
            id: 7,
            app_id: 1,
            account: { login: 'acme' },
            repository_selection: 'all',
            suspended_by: null,
          },
        ],
      }),
      'POST /app/installations/:/access_tokens': () => ({
        status: 201,
        body: {
          token: 'ghs_installation',
          expires_at: '2999-01-01T00:00:00Z',
          permissions: {},
          repository_selection: 'all',
        },
      }),
      ...fakeGithub(git, 'nobody'),
      'GET /user': () => ({
        status: 403,
        body: { message: 'Resource not accessible by integration' },
      }),
    });
  });

  afterEach(() => http.stop());

  const connect = (key: string) =>
    createScmClient(
      ScmIntegrations.fromConfig(
        new ConfigReader({
          integrations: {
            github: [
              {
                host: http.host,
                apiBaseUrl: http.url,
                apps: [
                  {
                    appId: 1,
                    privateKey: key,
                    clientId: 'id',
                    clientSecret: 's3cret',
                    webhookSecret: 's3cret',
                  },
                ],
              },
            ],
          },
        }),
      ),
      http.host,
    );

  it('writes to the organisation with the token of the installation', async () => {
    const client = connect(privateKey);
    await client.createRepository(repo);
    await client.commitFiles(repo, {
      branch: 'main',
      message: 'feat: ship iris',
      files: [{ path: 'a.yaml', content: 'a: 1\n' }],
    });
    const sent = http.requests
      .filter(({ path }) => path.startsWith('/repos'))
      .map(({ headers }) => headers.authorization);
    expect(new Set(sent)).toEqual(new Set(['Bearer ghs_installation']));
    expect(http.requests.map(({ path }) => path)).toContain('/orgs/acme/repos');
  });

  it('says that the app will not do, and nothing of its key', async () => {
    const error: Error = await connect('no key')
      .getRepository(repo)
      .then(
        () => new Error('it did not fail'),
        thrown => thrown,
      );
    expect(error).toMatchObject({
      code: 'UNAUTHORIZED',
      message: expect.stringContaining('token or app in integrations.github'),
    });
    expect(`${error.stack}${error.cause}`).not.toMatch(/no key|s3cret/);
  });
});

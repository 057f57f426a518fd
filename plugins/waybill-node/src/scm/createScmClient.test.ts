import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { createScmClient } from './createScmClient';

describe('createScmClient', () => {
  const integrations = ScmIntegrations.fromConfig(
    new ConfigReader({
      integrations: {
        github: [{ host: 'ghe.example.com', token: 't' }],
        gitea: [{ host: '127.0.0.1:3100', baseUrl: 'http://127.0.0.1:3100' }],
        gerrit: [
          {
            host: 'review.example.com',
            gitilesBaseUrl: 'https://review.example.com/gitiles',
          },
        ],
        bitbucketServer: [{ host: 'stash.example.com' }],
      },
    }),
  );
  const file = { path: 'catalog-info.yaml', branch: 'main' };

  it.each([
    ['127.0.0.1:3100', '/src/branch/main/catalog-info.yaml'],
    ['github.com', '/blob/main/catalog-info.yaml'],
    ['ghe.example.com', '/blob/main/catalog-info.yaml'],
    ['gitlab.com', '/-/blob/main/catalog-info.yaml'],
    ['bitbucket.org', '/src/main/catalog-info.yaml'],
    ['stash.example.com', '/browse/catalog-info.yaml?at=refs%2Fheads%2Fmain'],
    ['dev.azure.com', '?path=%2Fcatalog-info.yaml&version=GBmain'],
  ])('gives the client of the kind that %s is', (host, tail) => {
    expect(
      createScmClient(integrations, host).getFileUrl({ url: 'x' }, file),
    ).toBe(`x${tail}`);
  });

  it('refuses a host of another kind and names the kind', () => {
    expect(() => createScmClient(integrations, 'review.example.com')).toThrow(
      expect.objectContaining({
        code: 'NOT_CONFIGURED',
        message: expect.stringContaining('review.example.com (gerrit)'),
      }),
    );
  });

  it('refuses a host that nobody configured', () => {
    expect(() => createScmClient(integrations, 'evil.example.com')).toThrow(
      expect.objectContaining({
        code: 'NOT_CONFIGURED',
        message:
          'No Git integration is configured for evil.example.com: add it to integrations',
      }),
    );
  });
});

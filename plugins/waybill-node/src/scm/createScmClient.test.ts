import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { createScmClient } from './createScmClient';

describe('createScmClient', () => {
  const integrations = ScmIntegrations.fromConfig(
    new ConfigReader({
      integrations: {
        gitea: [{ host: '127.0.0.1:3100', baseUrl: 'http://127.0.0.1:3100' }],
      },
    }),
  );

  it('gives a Gitea client for a configured host', () => {
    const client = createScmClient(integrations, '127.0.0.1:3100');
    expect(
      client.getFileUrl(
        { url: 'http://127.0.0.1:3100/ml/iris' },
        { path: 'catalog-info.yaml', branch: 'main' },
      ),
    ).toBe('http://127.0.0.1:3100/ml/iris/src/branch/main/catalog-info.yaml');
  });

  it('refuses a host of another kind and names the kind', () => {
    expect(() => createScmClient(integrations, 'github.com')).toThrow(
      expect.objectContaining({
        code: 'NOT_CONFIGURED',
        message: expect.stringContaining('github.com (github)'),
      }),
    );
  });

  it('refuses a host that nobody configured', () => {
    expect(() => createScmClient(integrations, 'evil.example.com')).toThrow(
      expect.objectContaining({
        code: 'NOT_CONFIGURED',
        message:
          'No Git integration is configured for evil.example.com: add it to integrations.gitea',
      }),
    );
  });
});

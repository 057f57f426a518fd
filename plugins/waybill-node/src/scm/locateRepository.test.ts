import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { locateRepository } from './locateRepository';

describe('locateRepository', () => {
  const integrations = ScmIntegrations.fromConfig(
    new ConfigReader({
      integrations: {
        gitea: [{ host: 'example.com', baseUrl: 'https://example.com/gitea' }],
        gitlab: [
          {
            host: 'code.example.com',
            baseUrl: 'https://code.example.com/gitlab',
            apiBaseUrl: 'https://code.example.com/gitlab/api/v4',
          },
        ],
        bitbucketServer: [
          {
            host: 'stash.example.com',
            apiBaseUrl: 'https://stash.example.com/rest/api/1.0',
          },
        ],
      },
    }),
  );

  it.each([
    ['https://github.com/acme/fleet', 'acme', 'fleet'],
    ['https://github.com/acme/fleet.git', 'acme', 'fleet'],
    ['https://github.com/acme/fleet/', 'acme', 'fleet'],
    ['https://gitlab.com/acme/fleet', 'acme', 'fleet'],
    ['https://gitlab.com/acme/ml/models/fleet.git', 'acme/ml/models', 'fleet'],
    ['https://gitlab.com/acme/ml/fleet/-/tree/main/x', 'acme/ml', 'fleet'],
    ['https://code.example.com/gitlab/acme/ml/fleet', 'acme/ml', 'fleet'],
    ['https://example.com/gitea/acme/fleet', 'acme', 'fleet'],
    ['https://bitbucket.org/acme/fleet', 'acme', 'fleet'],
    ['https://stash.example.com/projects/ML/repos/fleet/browse', 'ML', 'fleet'],
    ['https://stash.example.com/scm/ml/fleet.git', 'ml', 'fleet'],
    ['https://stash.example.com/users/jo/repos/fleet', '~jo', 'fleet'],
    ['https://dev.azure.com/acme/ml/_git/fleet', 'acme/ml', 'fleet'],
    [
      'https://dev.azure.com/acme/My%20Team/_git/fleet',
      'acme/My Team',
      'fleet',
    ],
    ['https://dev.azure.com/acme/_git/fleet', 'acme/fleet', 'fleet'],
    ['https://tfs.example.com/tfs/main/ml/_git/fleet', 'tfs/main/ml', 'fleet'],
  ])('takes %s apart', (url, owner, name) => {
    expect(locateRepository(integrations, url)).toEqual({
      host: new URL(url).host,
      owner,
      name,
    });
  });

  it.each([
    'https://gitlab.com/fleet',
    'https://gitlab.com/acme/../fleet/%2e%2e',
    'https://code.example.com/gitlab/fleet',
    'https://dev.azure.com/_git/fleet',
    'https://github.com/a%2Fb/c',
    'git@github.com:acme/fleet.git',
  ])('refuses %s', url => {
    expect(() => locateRepository(integrations, url)).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }),
    );
  });
});

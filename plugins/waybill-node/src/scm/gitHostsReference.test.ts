/** Holds docs/reference/git-hosts.md against the code. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { parse } from 'yaml';
import { createScmClient } from './createScmClient';
import { locateRepository } from './locateRepository';

const text = readFileSync(
  resolve(__dirname, '../../../../docs/reference/git-hosts.md'),
  'utf8',
);

describe('docs/reference/git-hosts.md', () => {
  it('shows a configuration that works', () => {
    const [, yaml] = /```yaml\n([^`]+)```/.exec(text)!;
    const config = parse(yaml);
    const integrations = ScmIntegrations.fromConfig(new ConfigReader(config));
    const { gitHost, gitOwner } = config.waybill.defaults;
    expect(
      locateRepository(integrations, `https://${gitHost}/${gitOwner}/iris`),
    ).toEqual({ host: gitHost, owner: gitOwner, name: 'iris' });
    expect(
      createScmClient(integrations, gitHost).getFileUrl(
        { url: 'x' },
        { path: 'a', branch: 'main' },
      ),
    ).toBe('x/-/blob/main/a');
  });

  it('names every code, and no other', () => {
    const source = readFileSync(join(__dirname, 'ScmError.ts'), 'utf8');
    const codes = [...source.matchAll(/\| '([A-Z_]+)'/g)].map(
      ([, code]) => code,
    );
    const named = [...text.matchAll(/^\| `([A-Z_]+)` +\|/gm)].map(
      ([, code]) => code,
    );
    expect(named.sort()).toEqual(codes.sort());
  });

  it('names every kind of integration that there is a client for', () => {
    const integrations = ScmIntegrations.fromConfig(
      new ConfigReader({
        integrations: {
          gitea: [{ host: 'gitea.example.com' }],
          bitbucketServer: [{ host: 'stash.example.com' }],
        },
      }),
    );
    const kinds = integrations
      .list()
      .filter(({ title }) => {
        try {
          return createScmClient(integrations, title);
        } catch {
          return false;
        }
      })
      .map(({ type }) => type);
    const named = [...text.matchAll(/^\| [^|]+\| `([A-Za-z]+)` +\|/gm)].map(
      ([, kind]) => kind,
    );
    expect(new Set(named.slice(1, 7))).toEqual(new Set(kinds));
    expect(new Set(kinds).size).toBe(6);
  });
});

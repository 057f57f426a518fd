import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { parse } from 'yaml';
import { signersFromConfig } from './signersFromConfig';

const GUIDE = path.join(__dirname, '../../../../docs/guides/sign-packages.md');

describe('docs/guides/sign-packages.md', () => {
  const text = readFileSync(GUIDE, 'utf8');
  const samples = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(
    ([, yaml]) => parse(yaml) as JsonObject,
  );

  it('shows configuration that is understood', async () => {
    const outcomes: Record<string, string> = {};
    for (const sample of samples) {
      const signers = signersFromConfig(new ConfigReader(sample), { env: {} });
      for (const name of signers.names) {
        const outcome = await signers.getSigner(name).then(
          ({ kind }) => kind,
          error => error.code,
        );
        outcomes[`${name} of ${signers.names.join(', ')}`] = outcome;
      }
    }
    // what fails does so because there are no such files, variables and clusters here
    expect(outcomes).toEqual({
      'release of release, team, production': 'KEY_UNREADABLE',
      'team of release, team, production': 'KEY_UNREADABLE',
      'production of release, team, production': 'CONFIG_INVALID',
      'release of release': 'KEY_UNREADABLE',
      'ci of ci, company': 'keyless',
      'company of ci, company': 'keyless',
    });
  });

  it('names no code that there is not, and leaves out none that users can meet', () => {
    const table = text.slice(text.indexOf('## When it does not work'));
    const named = [...table.matchAll(/`([A-Z_]+)`/g)].map(([, code]) => code);
    const source = readFileSync(
      path.join(__dirname, 'SigningError.ts'),
      'utf8',
    );
    const codes = [...source.matchAll(/^ {2}\| '([A-Z_]+)'/gm)].map(
      ([, code]) => code,
    );
    const unnamed = [
      'CONFIG_INVALID',
      'NOT_FOUND',
      'REFUSED',
      'INVALID_ANSWER',
    ];
    expect(named.sort()).toEqual(
      codes.filter(code => !unnamed.includes(code)).sort(),
    );
  });
});

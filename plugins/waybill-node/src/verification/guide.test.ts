import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigReader } from '@backstage/config';
import { parse } from 'yaml';
import { policiesFromConfig } from './policiesFromConfig';
import { trustRootsFromConfig } from './trustRoots';

type JsonObject = NonNullable<ConstructorParameters<typeof ConfigReader>[0]>;

const GUIDE = path.join(__dirname, '../../../../docs/guides/trust-policies.md');

describe('docs/guides/trust-policies.md', () => {
  const text = readFileSync(GUIDE, 'utf8');
  const samples: JsonObject[] = [
    ...text.matchAll(/```yaml\n([\s\S]*?)```/g),
  ].map(([, yaml]) => parse(yaml));

  it('shows configuration that is understood', async () => {
    const outcomes: unknown[] = [];
    for (const sample of samples) {
      const config = new ConfigReader(sample);
      const roots = trustRootsFromConfig(config);
      outcomes.push(
        await policiesFromConfig(config).then(
          policies =>
            policies.map(({ name, trustRoot, transparencyLog }) =>
              [name, trustRoot, transparencyLog].join(),
            ),
          error => error.code,
        ),
        await roots.load('company').catch(error => error.code),
      );
    }
    expect(outcomes).toEqual([
      // there are no such files here
      'KEY_UNREADABLE',
      'CONFIG_INVALID',
      ['pipelines,public-good,required'],
      'CONFIG_INVALID',
      ['in-house,company,optional'],
      'TRUST_ROOT_UNAVAILABLE',
    ]);
  });

  it('says the bounds that the code has', () => {
    const search = readFileSync(
      path.join(__dirname, 'SignatureSearch.ts'),
      'utf8',
    );
    const [, signatures] = search.match(/MAX_SIGNATURES = (\d+)/) ?? [];
    const [, mebibytes] = search.match(/MAX_TOTAL_BYTES = (\d+) \*/) ?? [];
    expect(text.replace(/\s+/g, ' ')).toContain(
      `at most ${signatures} signatures and attestations of a digest, 4 MiB each and ${mebibytes} MiB in all`,
    );
  });
});

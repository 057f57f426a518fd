import { POLICIES } from './__testUtils__/verdictInput';
import { listPolicyKeys } from './trustPolicy';
import { matchesRepositoryGlob, selectPolicies } from './selectPolicies';

describe('selectPolicies', () => {
  it('keeps the configured order', () => {
    const names = (repository: string) =>
      selectPolicies(POLICIES, repository).map(({ name }) => name);
    expect(names('r.example/models/iris')).toEqual(['portal', 'wide']);
    expect(names('r.example/other/iris')).toEqual(['others', 'wide']);
    expect(names('elsewhere/models/iris')).toEqual([]);
  });

  it('gives the keys that may have signed', () => {
    expect(
      listPolicyKeys(selectPolicies(POLICIES, 'r.example/models/iris')),
    ).toEqual([
      { policy: 'portal', keyName: 'default', publicKeyPem: 'PEM of default' },
      { policy: 'portal', keyName: 'backup', publicKeyPem: 'PEM of backup' },
      { policy: 'wide', keyName: 'release', publicKeyPem: 'PEM of release' },
    ]);
  });
});

describe('matchesRepositoryGlob', () => {
  it.each([
    ['127.0.0.1:5100/**', '127.0.0.1:5100/models/iris', true],
    ['127.0.0.1:5100/**', '127.0.0.1:5100', false],
    ['127.0.0.1:5100/**', '127x0.0.1:5100/models/iris', false],
    ['r/models/*', 'r/models/iris', true],
    ['r/models/*', 'r/models/team/iris', false],
    ['r/*/iris', 'r/models/iris', true],
    ['r/*/iris', 'r/a/b/iris', false],
    ['r/**/iris', 'r/a/b/iris', true],
    ['r/**/iris', 'r/iris', false],
    ['r/models/ir*s', 'r/models/iris', true],
    ['r/models/iris*', 'r/models/iris', true],
    ['r/models/iris', 'r/models/iris', true],
    ['r/models/iris', 'r/models/iris2', false],
    ['r/models/iri', 'r/models/iris', false],
    ['**', 'r/anything/at/all', true],
    ['', 'r/models/iris', false],
  ])('%s on %s: %s', (glob, repository, expected) => {
    expect(matchesRepositoryGlob(glob, repository)).toBe(expected);
  });

  it('answers at once on a glob made to backtrack', () => {
    expect(matchesRepositoryGlob(`${'*a'.repeat(60)}b`, 'a'.repeat(255))).toBe(
      false,
    );
  });
});

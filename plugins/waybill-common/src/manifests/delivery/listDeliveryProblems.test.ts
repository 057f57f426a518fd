import type { DeliverySpec, OciDeliverySource } from '../declaration';
import type { ManifestErrorCode } from '../ManifestError';
import {
  deliveryOf,
  DIGEST,
  everyDelivery,
  GIT,
  OCI,
} from './__testUtils__/deliverySpecs';
import { buildDeliveryObjects } from './buildDeliveryObjects';
import { listDeliveryProblems } from './listDeliveryProblems';

type Refusal = readonly [string, Partial<DeliverySpec>, ManifestErrorCode];

const environment = { name: 'dev', namespace: 'models' };
const git = (change: object) => ({ source: { ...GIT, ...change } });
const oci = (change: Partial<OciDeliverySource>) => ({
  source: { ...OCI, ...change },
});
const byReference = (reference: object) =>
  oci({ reference: reference as OciDeliverySource['reference'] });
const byIdentity = (issuer: string, subject: string) =>
  oci({ verification: { identities: [{ issuer, subject }] } });

const REFUSALS: readonly Refusal[] = [
  ['name', { name: 'Iris' }, 'INVALID_NAME'],
  ['name', { name: '../iris' }, 'INVALID_NAME'],
  ['name', { name: 'a'.repeat(60) }, 'INVALID_NAME'],
  [
    'environment.name',
    { environment: { ...environment, name: 'a/b' } },
    'INVALID_NAME',
  ],
  [
    'environment.name',
    { environment: { ...environment, name: 'e'.repeat(60) } },
    'INVALID_NAME',
  ],
  [
    'environment.namespace',
    { environment: { ...environment, namespace: 'Models' } },
    'INVALID_NAME',
  ],
  ['controlNamespace', { controlNamespace: 'a b' }, 'INVALID_NAME'],
  ['serviceAccountName', { serviceAccountName: '-a' }, 'INVALID_NAME'],
  ['dependsOn[0].name', { dependsOn: [{ name: 'a_b' }] }, 'INVALID_NAME'],
  [
    'dependsOn[0].namespace',
    { dependsOn: [{ name: 'a', namespace: 'a.b' }] },
    'INVALID_NAME',
  ],
  [
    'dependsOn',
    { dependsOn: Array.from({ length: 51 }, (_, i) => ({ name: `a${i}` })) },
    'INVALID_VALUE',
  ],
  ['interval', { interval: '1 day' }, 'INVALID_VALUE'],
  ['interval', { interval: '0s' }, 'INVALID_VALUE'],
  ['timeout', { timeout: '1d' }, 'INVALID_VALUE'],
  ['source.url', git({ url: 'git@git.example.com:ml/iris' }), 'INVALID_VALUE'],
  ['source.url', git({ url: 'file:///etc' }), 'INVALID_VALUE'],
  [
    'source.url',
    git({ url: 'https://u:p@git.example.com/a' }),
    'INVALID_VALUE',
  ],
  ['source.url', git({ url: 'https://git.example.com/' }), 'INVALID_VALUE'],
  [
    'source.url',
    git({ url: 'https://git.example.com/a?b=c' }),
    'INVALID_VALUE',
  ],
  ['source.url', git({ url: 'https://git.example.com/a\nb' }), 'INVALID_VALUE'],
  ['source.branch', git({ branch: '--upload-pack=x' }), 'INVALID_VALUE'],
  ['source.branch', git({ branch: 'a..b' }), 'INVALID_VALUE'],
  ['source.branch', git({ branch: '' }), 'INVALID_VALUE'],
  ['source.path', git({ path: '../deploy' }), 'INVALID_VALUE'],
  ['source.path', git({ path: '/deploy' }), 'INVALID_VALUE'],
  ['source.path', git({ path: 'deploy/' }), 'INVALID_VALUE'],
  ['source.path', git({ path: '.git' }), 'INVALID_VALUE'],
  [
    'source.repository',
    oci({ repository: 'oci://r.example/a' }),
    'INVALID_VALUE',
  ],
  [
    'source.repository',
    oci({ repository: 'r.example/a:1.0.0' }),
    'INVALID_VALUE',
  ],
  ['source.credentialsSecret', oci({ credentialsSecret: 'A' }), 'INVALID_NAME'],
  ['source.reference', byReference({}), 'MISSING'],
  [
    'source.reference',
    byReference({ tag: '1.0.0', digest: DIGEST }),
    'CONFLICT',
  ],
  ['source.reference.tag', byReference({ tag: 'latest' }), 'NOT_PINNED'],
  ['source.reference.tag', byReference({ tag: 'a b' }), 'INVALID_VALUE'],
  ['source.reference.digest', byReference({ digest: 'x' }), 'INVALID_VALUE'],
  [
    'source.reference.semver',
    byReference({ semver: 'newest' }),
    'INVALID_VALUE',
  ],
  ['source.reference.semver', byReference({ semver: '' }), 'INVALID_VALUE'],
  [
    'source.verification.keySecret',
    oci({ verification: { keySecret: 'A b' } }),
    'INVALID_NAME',
  ],
  [
    'source.verification.identities',
    oci({ verification: { identities: [] } }),
    'NO_SIGNER',
  ],
  [
    'source.verification.identities[0]',
    byIdentity('https://i.example', '**'),
    'INVALID_VALUE',
  ],
  [
    'source.verification.identities[0]',
    byIdentity('https://*.example', 'a'),
    'INVALID_VALUE',
  ],
  // What Flux would ignore.
  ['project', { project: 'ml' }, 'IGNORED_FIELD'],
  ['destinationServer', { destinationServer: 'https://a' }, 'IGNORED_FIELD'],
  ['values', { values: { a: 1 } }, 'IGNORED_FIELD'],
  [
    'source.reference.digest',
    { form: 'helm', ...byReference({ digest: DIGEST }) },
    'CONFLICT',
  ],
  [
    'source.verification.identities',
    { form: 'helm', ...byIdentity('https://i.example', 'a') },
    'IGNORED_FIELD',
  ],
];

/** What Argo CD would ignore, or take for something else. */
const ARGO_REFUSALS: readonly Refusal[] = [
  [
    'source.verification',
    oci({ verification: { keySecret: 'keys' } }),
    'IGNORED_FIELD',
  ],
  [
    'source.credentialsSecret',
    git({ credentialsSecret: 'a' }),
    'IGNORED_FIELD',
  ],
  ['serviceAccountName', { serviceAccountName: 'a' }, 'IGNORED_FIELD'],
  ['dependsOn', { dependsOn: [{ name: 'a' }] }, 'IGNORED_FIELD'],
  ['interval', { interval: '1m' }, 'IGNORED_FIELD'],
  ['timeout', { timeout: '1m' }, 'IGNORED_FIELD'],
  ['destinationServer', { destinationServer: 'http://a' }, 'INVALID_VALUE'],
  [
    'destinationServer',
    { destinationServer: 'https://u:p@a' },
    'INVALID_VALUE',
  ],
  ['project', { project: 'A' }, 'INVALID_NAME'],
  ['source.reference.semver', byReference({ semver: '1.2' }), 'INVALID_VALUE'],
];

describe('listDeliveryProblems', () => {
  it.each(everyDelivery())('finds none in %s', (_, spec) => {
    expect(listDeliveryProblems(spec)).toEqual([]);
  });

  it.each(REFUSALS)('refuses %s of %j', (field, change, code) => {
    const problems = listDeliveryProblems(deliveryOf(change));
    expect(problems).toContainEqual(expect.objectContaining({ field, code }));
    expect(problems.every(({ message }) => message.length > 20)).toBe(true);
  });

  it.each(ARGO_REFUSALS)(
    'for Argo CD refuses %s of %j',
    (field, change, code) => {
      expect(
        listDeliveryProblems(deliveryOf({ engine: 'argo-cd', ...change })),
      ).toContainEqual(expect.objectContaining({ field, code }));
    },
  );

  it('tells nobody the password in a URL', () => {
    const problems = listDeliveryProblems(
      deliveryOf(git({ url: 'https://bot:hunter2@git.example.com/a' })),
    );
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });

  it('is what the builder refuses by', () => {
    expect(() =>
      buildDeliveryObjects(deliveryOf({ interval: 'often' })),
    ).toThrow(
      expect.objectContaining({ code: 'INVALID_VALUE', field: 'interval' }),
    );
  });
});

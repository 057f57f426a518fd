import type { KubernetesManifest } from '../kubernetes';
import { deliveryOf } from './__testUtils__/deliverySpecs';
import { buildDeliveryObjects } from './buildDeliveryObjects';
import { refusePlainSecrets } from './plainSecrets';

const PUBLIC_KEY =
  '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0C\n-----END PUBLIC KEY-----\n';

const secretOf = (
  fields: Readonly<Record<string, unknown>>,
  labels?: Readonly<Record<string, string>>,
): KubernetesManifest => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'a', ...(labels && { labels }) },
  ...fields,
});

const REPOSITORY = { 'argocd.argoproj.io/secret-type': 'repository' };

describe('refusePlainSecrets', () => {
  it.each<[string, KubernetesManifest]>([
    ['public keys', secretOf({ stringData: { 'cosign.pub': PUBLIC_KEY } })],
    [
      'a trust root',
      secretOf({
        stringData: {
          'trusted_root.json':
            '{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}',
        },
      }),
    ],
    [
      'a repository without credentials',
      secretOf({ stringData: { type: 'oci', url: 'oci://r/a' } }, REPOSITORY),
    ],
  ])('lets %s pass', (_, object) => {
    expect(refusePlainSecrets([object])).toEqual([object]);
  });

  it.each<[string, KubernetesManifest]>([
    ['anything', secretOf({ stringData: { token: 'hunter2' } })],
    ['anything encoded', secretOf({ data: { token: 'aHVudGVyMg==' } })],
    [
      'something encoded beside a public key',
      secretOf({
        data: { token: 'aHVudGVyMg==' },
        stringData: { 'cosign.pub': PUBLIC_KEY },
      }),
    ],
    ['nothing', secretOf({})],
    [
      'a password for a repository',
      secretOf({ stringData: { url: 'a', password: 'hunter2' } }, REPOSITORY),
    ],
    [
      'a private key beside a public one',
      secretOf({
        stringData: {
          'cosign.pub': `${PUBLIC_KEY}-----BEGIN PRIVATE KEY-----\nhunter2\n`,
        },
      }),
    ],
  ])('refuses a Secret with %s, and shows nothing of it', (_, object) => {
    expect(() => refusePlainSecrets([object])).toThrow(
      expect.objectContaining({
        code: 'INVALID_VALUE',
        message: expect.not.stringContaining('hunter2'),
      }),
    );
  });

  it.each([
    { password: '-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nhunter2' },
    { deep: [{ index: 'https://bot:hunter2@pypi.example.com/simple' }] },
  ])('finds what is secret among the values of a chart: %j', values => {
    expect(() =>
      buildDeliveryObjects(deliveryOf({ form: 'helm', values })),
    ).toThrow(
      expect.objectContaining({
        message: expect.not.stringContaining('hunter2'),
      }),
    );
  });

  it('takes no digest and no port for a password', () => {
    const values = {
      image: `registry.example.com:5000/a@sha256:${'ab'.repeat(32)}`,
      url: 'https://registry.example.com:5000/a@b',
      address: 'ssh://git@git.example.com:2222/a',
    };
    expect(
      buildDeliveryObjects(deliveryOf({ form: 'helm', values })),
    ).toHaveLength(2);
  });
});

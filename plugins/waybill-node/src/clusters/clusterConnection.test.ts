import { mockServices } from '@backstage/backend-test-utils';
import { clustersFromConfig } from './clusterConnection';

const PEM = '-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n';

function read(...clusters: object[]) {
  return clustersFromConfig(
    mockServices.rootConfig({
      data: {
        kubernetes: { clusterLocatorMethods: [{ type: 'config', clusters }] },
      },
    }),
  );
}

const cluster = (changes: object = {}) => ({
  name: 'dev',
  url: 'https://k8s.example.com/prefix/',
  authProvider: 'serviceAccount',
  serviceAccountToken: 'token',
  ...changes,
});

describe('clustersFromConfig', () => {
  it('reads what the Kubernetes plugin is configured with', () => {
    expect(
      read(
        cluster({
          caData: Buffer.from(PEM).toString('base64'),
          skipTLSVerify: true,
        }),
      ),
    ).toEqual([
      {
        name: 'dev',
        url: 'https://k8s.example.com/prefix',
        token: 'token',
        ca: PEM,
        skipTlsVerify: true,
      },
    ]);
  });

  it('takes the mounted token where none is configured', () => {
    expect(read(cluster({ serviceAccountToken: undefined }))[0]).toMatchObject({
      tokenFile: '/var/run/secrets/kubernetes.io/serviceaccount/token',
    });
  });

  it('leaves out clusters that it cannot sign in to, and other locators', () => {
    expect(read(cluster({ authProvider: 'google' }))).toEqual([]);
    expect(clustersFromConfig(mockServices.rootConfig())).toEqual([]);
  });

  it.each([
    ['another scheme', { url: 'ftp://x' }, 'no http(s) URL'],
    [
      'a token in clear on the wire',
      { url: 'http://k8s.example.com' },
      'without TLS',
    ],
    [
      'credentials in the url',
      { url: 'https://a:b@k8s.example.com' },
      'credentials in its url',
    ],
    ['a caData that is no PEM', { caData: 'AAAA' }, 'caData'],
    [
      'a caFile that is not there',
      { caFile: '/nowhere/ca.pem' },
      '/nowhere/ca.pem',
    ],
    [
      'a token with a line break',
      { serviceAccountToken: 'a\nb' },
      'no HTTP header',
    ],
  ])('refuses %s', (_name, changes, message) => {
    expect(() => read(cluster(changes))).toThrow(
      expect.objectContaining({
        code: 'CONFIGURATION',
        message: expect.stringContaining(message),
      }),
    );
  });

  it('refuses two clusters of one name', () => {
    expect(() => read(cluster(), cluster())).toThrow('configured twice');
  });

  it('speaks to this machine without TLS', () => {
    expect(read(cluster({ url: 'http://127.0.0.1:6441' }))).toHaveLength(1);
  });
});

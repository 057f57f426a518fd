import {
  buildRepositoryCredentials,
  type RepositoryCredentialsInput,
} from './repositoryCredentials';

/** As kubeseal prints: 512 bytes of a session key, and what it encrypts. */
const SEALED = `AgA${'x'.repeat(700)}==`;

const input: RepositoryCredentialsInput = {
  name: 'iris-source',
  engine: 'argo-cd',
  type: 'oci',
  url: 'registry.example.com/models/iris-manifests',
  origin: {
    kind: 'SealedSecret',
    encryptedData: { username: SEALED, password: SEALED },
  },
};

describe('buildRepositoryCredentials', () => {
  it('labels for Argo CD what comes of a SealedSecret', () => {
    expect(
      buildRepositoryCredentials({
        ...input,
        isPrefix: true,
        isPlainHttp: true,
      }),
    ).toEqual({
      apiVersion: 'bitnami.com/v1alpha1',
      kind: 'SealedSecret',
      metadata: { name: 'iris-source', namespace: 'argocd' },
      spec: {
        encryptedData: { username: SEALED, password: SEALED },
        template: {
          type: 'Opaque',
          metadata: {
            labels: { 'argocd.argoproj.io/secret-type': 'repo-creds' },
          },
          data: {
            type: 'oci',
            url: 'oci://registry.example.com/models/iris-manifests',
            insecure: 'true',
            insecureOCIForceHttp: 'true',
          },
        },
      },
    });
  });

  it('gives Flux what its Git client takes', () => {
    expect(
      buildRepositoryCredentials({
        ...input,
        engine: 'flux',
        type: 'git',
        url: 'https://git.example.com/ml/iris.git',
      }),
    ).toMatchObject({
      metadata: { namespace: 'flux-system' },
      spec: { template: { type: 'Opaque' } },
    });
  });

  const sealed = (encryptedData: Readonly<Record<string, string>>) => ({
    origin: { kind: 'SealedSecret' as const, encryptedData },
  });
  it.each<[string, Partial<RepositoryCredentialsInput>, string]>([
    ['origin.encryptedData.password', sealed({ username: SEALED }), 'MISSING'],
    [
      'origin.encryptedData.password',
      sealed({ username: SEALED, password: 'hunter2' }),
      'INVALID_VALUE',
    ],
    ['name', { name: 'A' }, 'INVALID_NAME'],
    [
      'url',
      { type: 'git', url: 'https://a:b@git.example.com/c' },
      'INVALID_VALUE',
    ],
    [
      'origin.username',
      {
        origin: {
          kind: 'ExternalSecret',
          store: { name: 'vault' },
          username: { key: 'a b' },
          password: { key: 'p' },
        },
      },
      'INVALID_VALUE',
    ],
  ])('refuses %s of %j', (field, change, code) => {
    expect(() => buildRepositoryCredentials({ ...input, ...change })).toThrow(
      expect.objectContaining({
        code,
        field,
        message: expect.not.stringContaining('hunter2'),
      }),
    );
  });
});

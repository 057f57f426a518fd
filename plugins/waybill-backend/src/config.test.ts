import path from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { PROFILE_PRESETS } from '@waybill/backstage-plugin-waybill-common';
import { readWaybillOptions } from './config';

const DEV = { name: 'dev', cluster: 'dev', namespace: 'models' };

function read(waybill?: object) {
  const cluster = (name: string) => ({
    name,
    url: 'https://k8s.example.com',
    authProvider: 'serviceAccount',
    serviceAccountToken: 'secret-token',
  });
  return readWaybillOptions(
    mockServices.rootConfig({
      data: {
        kubernetes: {
          clusterLocatorMethods: [
            { type: 'config', clusters: [cluster('dev'), cluster('unused')] },
          ],
        },
        ...(waybill ? { waybill } : {}),
      } as never,
    }),
  );
}

describe('readWaybillOptions', () => {
  it('is content with nothing', () => {
    expect(read()).toMatchObject({
      isSandbox: false,
      environments: [],
      clusters: [],
      uploads: { maxBytes: 2 * 1024 ** 3 },
    });
  });

  it('reads environments, with the clusters that they name and no others', () => {
    const options = read({
      isSandbox: true,
      environments: [
        {
          ...DEV,
          title: 'Development',
          fleet: {
            repository: 'https://git.example.com/f',
            path: 'clusters/dev',
          },
        },
      ],
      uploads: {
        directory: path.resolve('/var/uploads'),
        maxBytes: 5,
        maxTotalBytes: 2,
        expireAfterHours: 1,
      },
    });

    expect(options.environments).toEqual([{ ...DEV, title: 'Development' }]);
    expect(options.clusters.map(({ name }) => name)).toEqual(['dev']);
    expect(options.uploads).toEqual({
      directory: path.resolve('/var/uploads'),
      maxBytes: 5,
      maxTotalBytes: 5,
      expireAfterMs: 3_600_000,
    });
  });

  it('reads how models are declared there, and what forms start with', () => {
    const { presets, registries } = read({
      environments: [
        { ...DEV, engine: 'argo-cd', source: 'git', profile: 'dev' },
        { ...DEV, name: 'staging', profile: { replicas: { min: 2 } } },
      ],
      registries: [{ host: 'registry.example.com', password: 'secret' }],
      defaults: { registry: 'registry.example.com', repositoryPrefix: 'ml' },
    });

    expect(presets).toMatchObject([
      { name: 'dev', engine: 'argo-cd', source: 'git', form: 'kustomize' },
      { engine: 'flux', source: 'oci', profile: { replicas: { min: 2 } } },
    ]);
    expect(presets[0].profile).toBe(PROFILE_PRESETS.dev);
    expect(registries).toEqual({
      items: [{ host: 'registry.example.com' }],
      defaults: { registry: 'registry.example.com', repositoryPrefix: 'ml' },
    });
  });

  it.each([
    [
      'a name for no Kubernetes object',
      { environments: [{ ...DEV, name: 'Dev!' }] },
      "'waybill.environments[0].name'",
    ],
    [
      'a profile that nobody knows',
      { environments: [{ ...DEV, profile: 'moon' }] },
      "waybill.environments[0].profile: 'moon' is no profile",
    ],
    [
      'a profile of another shape',
      { environments: [{ ...DEV, profile: { replicas: 3 } }] },
      'waybill.environments[0].profile.replicas',
    ],
    [
      'a missing namespace',
      { environments: [{ name: 'dev', cluster: 'dev' }] },
      "'waybill.environments[0].namespace'",
    ],
    [
      'a cluster that is not there',
      { environments: [{ ...DEV, cluster: 'moon' }] },
      "'waybill.environments[0].cluster' is 'moon', which is not among",
    ],
    [
      'two environments of one name',
      { environments: [DEV, DEV] },
      "'waybill.environments[1].name'",
    ],
    [
      'a relative folder',
      { uploads: { directory: 'uploads' } },
      "'waybill.uploads.directory' is not as expected: an absolute path",
    ],
    [
      'sizes that are none',
      { uploads: { maxBytes: -1 } },
      "'waybill.uploads.maxBytes'",
    ],
  ])('refuses %s and names the key', (_name, waybill, message) => {
    expect(() => read(waybill)).toThrow(message);
    expect(() => read(waybill)).not.toThrow('secret-token');
  });

  it('reads what is known of serving, and where modelcars come on top of', () => {
    const baseImage = `registry.example.com/base@sha256:${'ab'.repeat(32)}`;
    expect(
      read({
        environments: [{ ...DEV, platform: { kubernetes: 'v1.35.2' } }],
        defaults: { baseImage },
      }),
    ).toMatchObject({
      environments: [{ name: 'dev', title: 'dev' }],
      places: [{ name: 'dev', cluster: { kubernetesVersion: 'v1.35.2' } }],
      baseImage,
    });
  });

  it.each([
    ['a version that YAML took for a number', { kubernetes: 1.35 }],
    ['a runtime without its name', { containerRuntime: '2.1.4' }],
    ['a mode that KServe does not have', { ociModelMode: 'sidecar' }],
  ])('refuses %s', (_, platform) => {
    expect(() => read({ environments: [{ ...DEV, platform }] })).toThrow(
      /waybill\.environments\[0\]\.platform\./,
    );
  });

  it('refuses a base image that is not pinned', () => {
    expect(() =>
      read({ defaults: { baseImage: 'registry.example.com/base:1.0.0' } }),
    ).toThrow(/waybill\.defaults\.baseImage/);
  });
});

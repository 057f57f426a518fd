import { parseAllDocuments } from 'yaml';
import { manifestsRepositoryOf } from '../manifestsRepository';
import { deliveryOf, OCI } from './__testUtils__/deliverySpecs';
import { buildFleetEntry } from './fleetEntry';

describe('buildFleetEntry', () => {
  const entry = buildFleetEntry(
    deliveryOf({
      source: {
        ...OCI,
        repository: manifestsRepositoryOf('127.0.0.1:5100/models/iris'),
        isPlainHttp: true,
      },
      interval: '30s',
    }),
    './clusters/dev/',
  );
  const [source, kustomization] = parseAllDocuments(entry.content).map(
    document => document.toJS(),
  );

  it('is one file in the environment’s folder', () => {
    expect(entry.path).toBe('clusters/dev/iris.yaml');
  });

  it('has Flux fetch signed manifests only', () => {
    expect(source).toEqual({
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'OCIRepository',
      metadata: {
        name: 'iris',
        namespace: 'flux-system',
        labels: { 'waybill.dev/environment': 'dev' },
      },
      spec: {
        interval: '30s',
        url: 'oci://127.0.0.1:5100/models/iris-manifests',
        ref: { semver: '>=0.0.0-0' },
        layerSelector: {
          mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
          operation: 'extract',
        },
        insecure: true,
        verify: { provider: 'cosign', secretRef: { name: 'cosign-pub' } },
      },
    });
  });

  it('applies the environment’s overlay and waits for what tells that the model is ready', () => {
    expect(kustomization.spec).toEqual({
      interval: '5m',
      retryInterval: '30s',
      timeout: '5m',
      path: './environments/dev',
      prune: true,
      targetNamespace: 'models',
      sourceRef: { kind: 'OCIRepository', name: 'iris' },
      healthChecks: [
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          name: 'iris-predictor',
          namespace: 'models',
        },
      ],
    });
  });

  it('does not allow plain HTTP unless told to', () => {
    const { content } = buildFleetEntry(deliveryOf(), 'clusters/dev');
    expect(content).not.toContain('insecure');
  });

  it.each([
    ['', 'iris.yaml'],
    ['.', 'iris.yaml'],
    ['/', 'iris.yaml'],
    ['clusters/dev', 'clusters/dev/iris.yaml'],
  ])('takes the folder %j', (folder, path) => {
    expect(buildFleetEntry(deliveryOf(), folder).path).toBe(path);
  });

  it.each(['clusters/../../dev', 'clusters//dev', 'a b', '../dev'])(
    'refuses the folder %j',
    folder => {
      expect(() => buildFleetEntry(deliveryOf(), folder)).toThrow(
        expect.objectContaining({ code: 'INVALID_VALUE', field: 'path' }),
      );
    },
  );
});

import { parse } from 'yaml';
import {
  buildClusterStorageContainer,
  type ClusterStorageContainerInput,
} from './clusterStorageContainer';
import { serializeManifests } from '../serializeManifests';

const IMAGE = 'ghcr.io/kitops-ml/kitops-kserve:v1.15.0';

const build = (change: Partial<ClusterStorageContainerInput> = {}) =>
  buildClusterStorageContainer({
    name: 'kitops',
    image: IMAGE,
    formats: ['modelkit'],
    ...change,
  });

describe('buildClusterStorageContainer', () => {
  it('writes what KitOps asks for', () => {
    expect(parse(serializeManifests(build()))).toEqual({
      apiVersion: 'serving.kserve.io/v1alpha1',
      kind: 'ClusterStorageContainer',
      metadata: { name: 'kitops' },
      spec: {
        container: {
          name: 'storage-initializer',
          image: IMAGE,
          imagePullPolicy: 'IfNotPresent',
          env: [{ name: 'KIT_UNPACK_FLAGS', value: '-f model' }],
          resources: {
            requests: { cpu: '100m', memory: '100Mi' },
            limits: { memory: '1Gi' },
          },
        },
        supportedUriFormats: [{ prefix: 'kit://' }],
        workloadType: 'initContainer',
      },
    });
  });

  it('gives each format its prefix, once', () => {
    const { spec } = build({ formats: ['modelkit', 'modelpack', 'artifact'] });
    expect(spec.supportedUriFormats).toEqual([
      { prefix: 'kit://' },
      { prefix: 'oci-artifact://' },
    ]);
  });

  it('tells kit of plain HTTP, and lets the environment be set', () => {
    expect(build({ isPlainHttp: true }).spec.container.env).toEqual([
      { name: 'KIT_UNPACK_FLAGS', value: '-f model --plain-http' },
    ]);
    expect(
      build({ env: { KIT_UNPACK_FLAGS: '-f model,docs' } }).spec.container.env,
    ).toEqual([{ name: 'KIT_UNPACK_FLAGS', value: '-f model,docs' }]);
  });

  it('says nothing of kit where kit is not used', () => {
    expect(build({ formats: ['artifact'] }).spec.container.env).toBeUndefined();
  });

  it.each<[string, Partial<ClusterStorageContainerInput>, string]>([
    [
      'latest',
      { image: 'ghcr.io/kitops-ml/kitops-kserve:latest' },
      'TAG_LATEST',
    ],
    ['no tag', { image: 'ghcr.io/kitops-ml/kitops-kserve' }, 'TAG_LATEST'],
    ['no host', { image: 'kitops:1.0.0' }, 'INVALID_REFERENCE'],
    ['an image format', { formats: ['modelcar'] }, 'FORMAT_NOT_TAKEN'],
    ['no format', { formats: [] }, 'FORMAT_NOT_TAKEN'],
    ['a forbidden name', { name: 'Kit!' }, 'INVALID_NAME'],
  ])('refuses %s', (_, change, code) => {
    expect(() => build(change)).toThrow(expect.objectContaining({ code }));
  });
});

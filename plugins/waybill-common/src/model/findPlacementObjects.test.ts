import {
  REPOSITORY,
  V1,
  inferenceService,
  kustomization,
  observe,
  ociRepository,
  pod,
  replicaSet,
  shippedObjects,
  uriOf,
  type Json,
} from './__fixtures__/placements';
import { findPlacementObjects } from './findPlacementObjects';
import type { Observation } from './observation';

const ENVIRONMENT = {
  name: 'dev',
  title: 'Development',
  cluster: 'dev',
  namespace: 'models',
};

function find(...observations: Observation[]) {
  return findPlacementObjects({
    environment: ENVIRONMENT,
    repository: REPOSITORY,
    observations,
  });
}

const NOT_APPLIED: Json = { status: { inventory: undefined } };

describe('findPlacementObjects', () => {
  it('finds all objects of a shipped model', () => {
    const objects = find(...shippedObjects());
    expect(objects).toMatchObject({
      serving: { kind: 'InferenceService' },
      delivery: { kind: 'Kustomization' },
      sourceRef: {
        kind: 'OCIRepository',
        namespace: 'flux-system',
        name: 'iris',
      },
      source: { kind: 'OCIRepository' },
      otherServings: [],
    });
    expect([
      objects.deployments.length,
      objects.replicaSets.length,
      objects.pods.length,
    ]).toEqual([1, 1, 1]);
  });

  describe('delivery', () => {
    it('is found by its source before anything was applied', () => {
      expect(
        find(ociRepository(), kustomization('1.0.0', NOT_APPLIED)),
      ).toMatchObject({
        serving: undefined,
        delivery: { name: 'iris' },
      });
    });

    it.each<[string, Json, boolean]>([
      ['into this namespace', { targetNamespace: 'models' }, true],
      ['into another namespace', { targetNamespace: 'other' }, false],
      [
        'from the folder of this environment',
        { targetNamespace: undefined, path: './environments/dev/' },
        true,
      ],
      [
        'from the folder of another environment',
        { targetNamespace: undefined, path: './environments/prod' },
        false,
      ],
      [
        'from no folder',
        { targetNamespace: undefined, path: undefined },
        false,
      ],
      [
        'into another cluster',
        { kubeConfig: { secretRef: { name: 'x' } } },
        false,
      ],
      [
        'from a source that is not there',
        { sourceRef: { kind: 'OCIRepository', name: 'other' } },
        false,
      ],
      [
        'from a source in another namespace',
        { sourceRef: { kind: 'OCIRepository', name: 'iris', namespace: 'x' } },
        false,
      ],
    ])('that applies %s counts: %#', (_, spec, isFound) => {
      const { delivery } = find(
        ociRepository(),
        kustomization('1.0.0', { ...NOT_APPLIED, spec }),
      );
      expect(delivery !== undefined).toBe(isFound);
    });

    it('by inventory is found whatever its source, and the older one of two', () => {
      const second = kustomization('1.0.0', {
        metadata: {
          name: 'another',
          creationTimestamp: '2026-01-02T00:00:00Z',
        },
        spec: { sourceRef: undefined },
      });
      const first = kustomization('1.0.0', {
        metadata: { name: 'older', creationTimestamp: '2026-01-01T00:00:00Z' },
        spec: { sourceRef: undefined },
      });
      expect(find(second, first, inferenceService()).delivery?.name).toBe(
        'older',
      );
      // One that is told to deliver the model comes before one that only names it.
      expect(
        find(
          second,
          first,
          inferenceService(),
          kustomization(),
          ociRepository(),
        ).delivery?.name,
      ).toBe('iris');
    });
  });

  describe('serving object', () => {
    const named = (name: string, more: Json = {}) =>
      inferenceService(V1, { metadata: { name, uid: name, ...more } });

    it('is the one that Flux delivers, else the oldest, and one that is being deleted comes last', () => {
      const old = named('a-old', { creationTimestamp: '2020-01-01T00:00:00Z' });
      const dying = named('a-dying', {
        creationTimestamp: '2019-01-01T00:00:00Z',
        deletionTimestamp: '2026-11-21T11:00:00Z',
      });
      const delivered = named('iris');
      expect(find(dying, delivered, old).serving?.name).toBe('a-old');
      const objects = find(
        dying,
        old,
        delivered,
        kustomization('1', { spec: { sourceRef: undefined } }),
      );
      expect(objects.serving?.name).toBe('iris');
      expect(objects.otherServings.map(({ name }) => name)).toEqual([
        'a-old',
        'a-dying',
      ]);
      expect(find(dying).serving?.name).toBe('a-dying');
      expect(find(old, old).serving?.name).toBe('a-old');
    });

    it.each<[string, Json, boolean]>([
      [
        'an older kind of predictor',
        { sklearn: { storageUri: uriOf(V1) } },
        true,
      ],
      ['a list of storage URIs', { storageUris: [{ uri: uriOf(V1) }] }, true],
      [
        'an image volume',
        { model: { storageUri: `oci+native://${REPOSITORY}@${V1}` } },
        true,
      ],
      [
        'a variable of a server of one’s own',
        {
          containers: [
            {
              name: 'kserve-container',
              env: [{ name: 'STORAGE_URI', value: uriOf(V1) }],
            },
          ],
        },
        true,
      ],
      ['a tag', { model: { storageUri: `oci://${REPOSITORY}:1.0.0` } }, true],
      [
        'a repository whose name only begins so',
        { model: { storageUri: `oci://${REPOSITORY}2:1.0.0` } },
        false,
      ],
      ['a bucket', { model: { storageUri: 's3://models/iris' } }, false],
      ['nothing', {}, false],
    ])('takes its model from %s: %#', (_, predictor, isFound) => {
      const service = inferenceService(V1, { spec: { predictor: undefined } });
      const object = { ...service.object, spec: { predictor } };
      expect(find({ ...service, object }).serving !== undefined).toBe(isFound);
    });

    it('is found by the model of its canary', () => {
      const service = inferenceService(V1, {
        spec: {
          predictor: { model: { storageUri: 'oci://r.example/models/old:1' } },
          canary: [
            { predictor: { name: 'v2', model: { storageUri: uriOf(V1) } } },
          ],
        },
      });
      expect(find(service).serving).toBeDefined();
    });

    it('is what the delivering Kustomization applied, whatever it serves', () => {
      const service = inferenceService(V1, {
        spec: { predictor: { model: { storageUri: 's3://x/y' } } },
      });
      expect(
        find(service, kustomization(), ociRepository()).serving,
      ).toBeDefined();
      expect(
        find(service, kustomization('1', { spec: { sourceRef: undefined } }))
          .serving,
      ).toBeUndefined();
    });
  });

  it('finds pods by owner where labels are missing, and by label where owners were not seen', () => {
    const unlabelled = pod('owned', V1, {
      metadata: { labels: { 'serving.kserve.io/inferenceservice': undefined } },
    });
    const labelled = pod('labelled', V1, {
      metadata: { ownerReferences: undefined },
    });
    const foreign = observe({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'foreign', namespace: 'models' },
    });
    const elsewhere = { ...pod('elsewhere'), namespace: 'other' };
    const [deploymentObject] = shippedObjects().filter(
      ({ kind }) => kind === 'Deployment',
    );
    expect(
      find(
        inferenceService(),
        deploymentObject,
        replicaSet(),
        unlabelled,
        labelled,
        foreign,
        elsewhere,
      ).pods.map(({ name }) => name),
    ).toEqual(['labelled', 'owned']);
  });
});

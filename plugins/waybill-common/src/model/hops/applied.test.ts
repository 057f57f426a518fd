import {
  V1_NAME,
  V2_NAME,
  derive,
  hop,
  withObjects,
  without,
} from '../__fixtures__/derive';
import {
  REPOSITORY,
  V1,
  V2,
  condition,
  declaration,
  health,
  inferenceService,
  kustomization,
  ociRepository,
} from '../__fixtures__/placements';
import type { Observation } from '../observation';
import type { PlacementInput } from '../PlacementInput';

describe('deriveApplied', () => {
  const newer = { declaration: declaration(V2) };
  const fetched = ociRepository('1.1.0');
  it.each<[string, Partial<PlacementInput>, string]>([
    [
      'Flux has the new manifests and has not begun',
      { ...newer, observations: withObjects(fetched) },
      `InProgress Behind: The cluster still names ${V1_NAME}, not ${V2_NAME}: Flux is applying the manifests 1.1.0.`,
    ],
    [
      'Flux is applying',
      {
        ...newer,
        observations: withObjects(
          fetched,
          kustomization('1.0.0', {
            status: {
              conditions: [
                condition(
                  'Ready',
                  'Unknown',
                  'Progressing',
                  'Building manifests',
                ),
              ],
            },
          }),
        ),
      },
      `InProgress Progressing: The cluster still names ${V1_NAME}, not ${V2_NAME}: Flux is applying the manifests 1.1.0.`,
    ],
    [
      'the Kustomization cannot be built',
      {
        ...newer,
        observations: withObjects(
          fetched,
          kustomization('1.0.0', {
            status: {
              conditions: [
                condition('Ready', 'False', 'BuildFailed', 'no such path'),
              ],
            },
          }),
        ),
      },
      `Failed BuildFailed: The cluster still names ${V1_NAME}, not ${V2_NAME}. Flux reports: no such path.`,
    ],
    [
      'it waits for another',
      {
        ...newer,
        observations: withObjects(
          fetched,
          kustomization('1.0.0', {
            status: {
              conditions: [
                condition('Ready', 'False', 'DependencyNotReady', 'kserve'),
              ],
            },
          }),
        ),
      },
      `InProgress DependencyNotReady: The cluster still names ${V1_NAME}, not ${V2_NAME}: Flux is applying the manifests 1.1.0.`,
    ],
    [
      'it is suspended',
      {
        ...newer,
        observations: withObjects(
          fetched,
          kustomization('1.0.0', {
            metadata: { generation: 2 },
            spec: { suspend: true },
          }),
        ),
      },
      `Failed Suspended: The cluster still names ${V1_NAME}, not ${V2_NAME}: Kustomization flux-system/iris is suspended until somebody resumes it.`,
    ],
    [
      'it is suspended and up to date',
      {
        observations: withObjects(
          kustomization('1.0.0', { spec: { suspend: true } }),
        ),
      },
      `Current Suspended: The InferenceService 'iris' names ${V1_NAME}, as Git declares. Flux is suspended here: what Git declares next will not arrive until it is resumed.`,
    ],
    [
      'the digest is right and Flux failed at something else',
      {
        observations: withObjects(
          kustomization('1.0.0', {
            status: {
              conditions: [
                condition(
                  'Ready',
                  'False',
                  'ReconciliationFailed',
                  'Secret/x forbidden',
                ),
              ],
            },
          }),
        ),
      },
      `Current Applied: The InferenceService 'iris' names ${V1_NAME}, as Git declares. But Flux reports: Secret/x forbidden.`,
    ],
    [
      'Flux has applied the new manifests and the digest is another',
      {
        ...newer,
        observations: withObjects(fetched, kustomization('1.1.0')),
      },
      `Failed DigestMismatch: The cluster still names ${V1_NAME}, not ${V2_NAME}, although Flux has applied the manifests 1.1.0: either they pin another digest than Git, or somebody changed the object in the cluster.`,
    ],
    [
      'nothing delivers the change',
      { ...newer, observations: without('Kustomization') },
      `Failed NoDelivery: The cluster still names ${V1_NAME}, not ${V2_NAME}, and no Flux object will change that.`,
    ],
    [
      'the new manifests are not there',
      newer,
      `InProgress WaitingForSource: The cluster still names ${V1_NAME}, not ${V2_NAME}: Flux does not have the newer manifests yet.`,
    ],
    [
      'the object is being deleted',
      {
        observations: withObjects(
          inferenceService(V1, {
            metadata: { deletionTimestamp: '2026-11-21T11:00:00Z' },
          }),
        ),
      },
      "Terminating Deleted: The InferenceService 'iris' is being deleted.",
    ],
    [
      'the object names a tag',
      {
        observations: withObjects(
          inferenceService(V1, {
            spec: {
              predictor: {
                model: { storageUri: `oci://${REPOSITORY}:1.0.0` },
              },
            },
          }),
        ),
      },
      `Failed NotPinned: The InferenceService 'iris' names oci://${REPOSITORY}:1.0.0, a tag that may mean another digest tomorrow.`,
    ],
    [
      'what Flux applied serves something else',
      {
        observations: withObjects(
          inferenceService(V1, {
            spec: {
              predictor: { model: { storageUri: 's3://bucket/iris' } },
            },
          }),
        ),
      },
      `Failed OtherRepository: The InferenceService 'iris' serves s3://bucket/iris, and that is no version of ${REPOSITORY}.`,
    ],
    [
      'what Flux applied serves nothing',
      {
        observations: withObjects(
          inferenceService(V1, { spec: { predictor: undefined } }),
        ),
      },
      `Failed OtherRepository: The InferenceService 'iris' serves no model, and that is no version of ${REPOSITORY}.`,
    ],
  ])('when %s', (_, changes, expected) => {
    expect(hop(derive(changes), 'applied')).toBe(expected);
  });

  describe('and there is no serving object', () => {
    const nothing = (...objects: Observation[]) => ({
      observations: objects,
    });
    it.each<[string, Partial<PlacementInput>, string]>([
      [
        'and Flux has yet to apply',
        nothing(
          ociRepository(),
          kustomization('1.0.0', {
            status: {
              inventory: undefined,
              lastAppliedRevision: undefined,
              conditions: [condition('Ready', 'Unknown', 'Progressing')],
            },
          }),
        ),
        'InProgress Progressing: Flux has not applied the manifests yet.',
      ],
      [
        'and the Kustomization is quite new',
        nothing(ociRepository(), kustomization('1.0.0', { status: undefined })),
        'InProgress Progressing: Flux has not applied the manifests yet.',
      ],
      [
        'and Flux failed',
        nothing(
          ociRepository(),
          kustomization('1.0.0', {
            status: {
              conditions: [
                condition(
                  'Ready',
                  'False',
                  'ReconciliationFailed',
                  'admission webhook denied the request',
                ),
              ],
            },
          }),
        ),
        'Failed ReconciliationFailed: Nothing was applied. Flux reports: admission webhook denied the request.',
      ],
      [
        'and the source is refused',
        nothing(
          ociRepository('1.0.0', {
            status: {
              artifact: undefined,
              conditions: [
                condition('SourceVerified', 'False', 'VerificationError'),
              ],
            },
          }),
          kustomization('1.0.0', {
            status: {
              conditions: [
                condition(
                  'Ready',
                  'False',
                  'ArtifactFailed',
                  'Source artifact not found',
                ),
              ],
            },
          }),
        ),
        'NotFound ArtifactFailed: Nothing was applied yet: Flux has no manifests that it accepts.',
      ],
      [
        'and Flux is suspended',
        nothing(
          ociRepository(),
          kustomization('1.0.0', { spec: { suspend: true } }),
        ),
        'Failed Suspended: Kustomization flux-system/iris is suspended: nothing is applied until it is resumed.',
      ],
      [
        'and Flux is done',
        nothing(ociRepository(), kustomization()),
        'NotFound NotApplied: Flux has applied the manifests, but the namespace models has no InferenceService of this model.',
      ],
      [
        'and the cluster knows no KServe',
        {
          ...nothing(ociRepository(), kustomization()),
          observerHealth: health({ InferenceService: { state: 'absent' } }),
        },
        "Failed KindAbsent: The cluster 'dev' knows no InferenceServices: KServe has to be installed there.",
      ],
    ])('%s', (_, changes, expected) => {
      const placement = derive(changes);
      expect(hop(placement, 'applied')).toBe(expected);
      expect(hop(placement, 'ready')).toBe(
        'NotFound NoServingObject: There is no InferenceService that could be ready.',
      );
      expect(hop(placement, 'running')).toBe('NotFound NoPods: No pod runs.');
      expect(placement.serving).toBeUndefined();
    });
  });
});

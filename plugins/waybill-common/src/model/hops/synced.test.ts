import {
  V1_NAME,
  V2_NAME,
  derive,
  hop,
  withObjects,
  without,
} from '../__fixtures__/derive';
import {
  V1,
  V2,
  condition,
  declaration,
  health,
  kustomization,
  observe,
  ociRepository,
} from '../__fixtures__/placements';
import type { PlacementInput } from '../PlacementInput';

describe('deriveSynced', () => {
  const newer = { declaration: declaration(V2) };
  it.each<[string, Partial<PlacementInput>, string]>([
    [
      'Flux has yet to find the new manifests',
      newer,
      `InProgress Behind: Git declares ${V2_NAME}, but the newest manifests that Flux has are 1.0.0. They have to be published, or Flux has yet to look.`,
    ],
    [
      'it has newer manifests that still declare the older version',
      {
        observations: withObjects(
          ociRepository('1.1.0'),
          kustomization('1.1.0'),
        ),
      },
      'Current Succeeded: Flux has fetched the manifests 1.1.0 and trusts their signature.',
    ],
    [
      'it looks for newer ones',
      {
        observations: withObjects(
          ociRepository('1.0.0', {
            status: {
              conditions: [
                condition('Ready', 'True'),
                condition(
                  'Reconciling',
                  'True',
                  'Progressing',
                  'reconciliation in progress',
                ),
              ],
            },
          }),
        ),
      },
      'Current Progressing: Flux has fetched the manifests 1.0.0, and was not told to check a signature.',
    ],
    [
      'it fetches the new manifests',
      {
        ...newer,
        observations: withObjects(
          ociRepository('1.0.0', {
            status: {
              conditions: [
                condition(
                  'Ready',
                  'Unknown',
                  'Progressing',
                  `building artifact: new revision '1.1.0@${V2}' for 'x'`,
                ),
              ],
            },
          }),
        ),
      },
      'InProgress Progressing: Flux is fetching the manifests 1.1.0.',
    ],
    [
      'it fetches for the first time',
      {
        observations: withObjects(
          ociRepository('1.0.0', {
            status: { artifact: undefined, conditions: [] },
          }),
        ),
      },
      'InProgress undefined: Flux is fetching the manifests.',
    ],
    [
      'it has not looked at the newest settings',
      {
        ...newer,
        observations: withObjects(
          ociRepository('1.0.0', { metadata: { generation: 2 } }),
        ),
      },
      'InProgress Progressing: Flux is fetching the manifests.',
    ],
    [
      'it is suspended and holds what is declared',
      {
        observations: withObjects(
          ociRepository('1.0.0', { spec: { suspend: true } }),
        ),
      },
      'Current Suspended: Flux has fetched the manifests 1.0.0 and trusts their signature. It is suspended: nothing newer will be fetched until it is resumed.',
    ],
    [
      'it is suspended and behind',
      {
        ...newer,
        observations: withObjects(
          ociRepository('1.0.0', { spec: { suspend: true } }),
        ),
      },
      `Failed Suspended: Git declares ${V2_NAME}, but the newest manifests that Flux has are 1.0.0. Flux is suspended there: it fetches nothing until it is resumed.`,
    ],
    [
      'it is suspended with nothing fetched',
      {
        ...newer,
        observations: withObjects(
          ociRepository('1.0.0', {
            spec: { suspend: true },
            status: { artifact: undefined, conditions: [] },
          }),
        ),
      },
      'Failed Suspended: Flux is suspended here: it does nothing until it is resumed. It holds none to fall back on.',
    ],
    [
      'the registry cannot be reached',
      {
        observations: withObjects(
          ociRepository('1.0.0', {
            status: {
              conditions: [
                condition(
                  'Ready',
                  'False',
                  'OCIArtifactPullFailed',
                  'failed to determine artifact digest: connection refused',
                ),
              ],
            },
          }),
        ),
      },
      'Failed OCIArtifactPullFailed: Flux cannot fetch the manifests: failed to determine artifact digest: connection refused. It keeps the manifests 1.0.0.',
    ],
    [
      'it was stalled',
      {
        observations: withObjects(
          ociRepository('1.0.0', {
            status: {
              conditions: [
                condition('Stalled', 'True', 'URLInvalid', 'not a URL'),
              ],
            },
          }),
        ),
      },
      'Failed URLInvalid: Flux cannot fetch the manifests: not a URL. It keeps the manifests 1.0.0.',
    ],
    [
      'the source is being deleted',
      {
        observations: withObjects(
          ociRepository('1.0.0', {
            metadata: { deletionTimestamp: '2026-11-21T11:00:00Z' },
          }),
        ),
      },
      'Terminating Deleted: The object is being deleted.',
    ],
    [
      'there is no such source',
      { observations: without('OCIRepository') },
      'Failed SourceNotFound: Kustomization flux-system/iris takes its manifests from OCIRepository flux-system/iris, and there is no such object.',
    ],
    [
      'sources were never listed',
      {
        observations: without('OCIRepository'),
        observerHealth: health({
          OCIRepository: { state: 'starting', lastContactAt: undefined },
        }),
      },
      "Unknown NotObserved: The cluster 'dev' has not listed its objects of the kind OCIRepository yet.",
    ],
    [
      'the source is of a kind that is not read',
      {
        observations: withObjects(
          kustomization('1.0.0', {
            spec: { sourceRef: { kind: 'Bucket', name: 'b' } },
          }),
        ),
      },
      'Unknown UnknownSource: Kustomization flux-system/iris takes its manifests from a Bucket, and Waybill cannot look at that.',
    ],
    [
      'no source is named',
      {
        observations: withObjects(
          kustomization('1.0.0', { spec: { sourceRef: undefined } }),
        ),
      },
      'Unknown UnknownSource: Kustomization flux-system/iris takes its manifests from nowhere, and Waybill cannot look at that.',
    ],
    [
      'the model was put there by hand',
      { observations: without('Kustomization', 'OCIRepository') },
      'NotFound NoDelivery: No Flux object delivers the model to dev: what serves it there was put there in another way.',
    ],
    [
      'the model was put there where no Flux is',
      {
        observations: without('Kustomization', 'OCIRepository'),
        observerHealth: health({ Kustomization: { state: 'absent' } }),
      },
      "NotFound NoDelivery: The cluster 'dev' has no Flux: what serves the model there was put there in another way.",
    ],
  ])('when %s', (_, changes, expected) => {
    expect(hop(derive(changes), 'synced')).toBe(expected);
  });

  it('tells a refused signature while Flux tries again, and what it keeps', () => {
    const refused = [
      condition('Ready', 'Unknown', 'Progressing', 'building artifact'),
      condition(
        'ArtifactOutdated',
        'True',
        'NewRevision',
        `new revision '1.1.0@${V2}' for 'r.example/models/iris-manifests:1.1.0'`,
      ),
      condition(
        'SourceVerified',
        'False',
        'VerificationError',
        'no matching signatures were found',
      ),
    ];
    const placement = derive({
      declaration: declaration(V2),
      observations: withObjects(
        ociRepository('1.0.0', { status: { conditions: refused } }),
      ),
    });
    expect(hop(placement, 'synced')).toBe(
      'Failed VerificationError: Flux refuses the manifests 1.1.0: it finds no signature on them that it trusts. It keeps the manifests 1.0.0.',
    );
    expect(hop(placement, 'applied')).toBe(
      `Failed BlockedBySource: The cluster still names ${V1_NAME}, not ${V2_NAME}: Flux does not have the newer manifests.`,
    );
    expect(hop(placement, 'ready')).toBe(
      `Current Ready: The model is served, but it is ${V1_NAME}.`,
    );
    expect(hop(placement, 'running')).toBe(
      `Failed OtherDigest: 1 pod runs ${V1_NAME}, not ${V2_NAME}.`,
    );
    expect(placement).toMatchObject({
      version: '1.1.0',
      declaredDigest: V2,
      runningDigest: V1,
    });
    expect(placement.waybill.summary).toMatch(
      /^Stopped at 'synced': Flux refuses the manifests 1\.1\.0/,
    );
  });

  it('reads a Git source by its commit', () => {
    const commit = 'c'.repeat(40);
    const git = observe({
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata: { name: 'models', namespace: 'git', generation: 1 },
      spec: { url: 'https://git.example.com/ml/iris' },
      status: {
        observedGeneration: 1,
        artifact: { revision: `main@sha1:${commit}` },
        conditions: [condition('Ready', 'True', 'Succeeded')],
      },
    });
    const observations = withObjects(
      git,
      kustomization('x', {
        spec: {
          sourceRef: {
            kind: 'GitRepository',
            name: 'models',
            namespace: 'git',
          },
        },
        status: { lastAppliedRevision: `main@sha1:${commit}` },
      }),
    );
    const same = derive({
      observations,
      declaration: declaration(V2, { revision: commit }),
    });
    expect(hop(same, 'synced')).toBe(
      'Current Succeeded: Flux has fetched the manifests main@ccccccc, and was not told to check a signature.',
    );
    expect(hop(same, 'applied')).toMatch(
      /^Failed DigestMismatch: The cluster still names .*, although Flux has applied the manifests main@ccccccc: either/,
    );
    const later = derive({
      observations,
      declaration: declaration(V2, { revision: 'd'.repeat(40) }),
    });
    expect(hop(later, 'applied')).toMatch(
      /^InProgress DigestMismatch: .* what Git declares has not reached it yet\.$/,
    );
  });
});

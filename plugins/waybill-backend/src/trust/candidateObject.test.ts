import type { Observation } from '@waybill/backstage-plugin-waybill-common';
import { DIGEST, REPOSITORY, service } from '../__testUtils__/goldenObjects';
import { toObservation } from '../observing/toObservation';
import { candidateObject } from './candidateObject';

const NEXT = `sha256:${'9'.repeat(64)}`;

function serving(storageUri?: unknown): Observation {
  const golden = service();
  const { predictor } = golden.spec as {
    predictor: { model: Record<string, unknown> };
  };
  const object = {
    ...golden,
    spec: {
      predictor: {
        ...predictor,
        model: {
          ...predictor.model,
          ...(storageUri !== undefined && { storageUri }),
        },
      },
    },
  };
  const observation = toObservation('dev', object, '2026-11-21T10:00:00.000Z');
  if (!observation) throw new Error('the golden object has no identity');
  return observation;
}

describe('candidateObject', () => {
  it.each([
    ['as it is', undefined, `oci://${REPOSITORY}@${NEXT}`],
    ['by tag', `oci://${REPOSITORY}:1.0.0`, `oci://${REPOSITORY}@${NEXT}`],
    [
      'as an image volume',
      `oci+native://${REPOSITORY}@${DIGEST}`,
      `oci+native://${REPOSITORY}@${NEXT}`,
    ],
    [
      'as a ModelKit',
      `kit://${REPOSITORY}:1.0.0@${DIGEST}`,
      `kit://${REPOSITORY}@${NEXT}`,
    ],
  ])(
    'changes the digest of a model %s and nothing else of its spec',
    (_, uri, expected) => {
      const before = serving(uri);
      const after = candidateObject(before, REPOSITORY, NEXT);
      expect(after?.status).toBeUndefined();
      expect(after?.metadata?.uid).toBeUndefined();
      expect(JSON.stringify(after?.spec)).toBe(
        JSON.stringify(before.object.spec).replace(
          /"storageUri":"[^"]+"/,
          `"storageUri":"${expected}"`,
        ),
      );
    },
  );

  it.each([
    ['another repository', `oci://${REPOSITORY}-other@${DIGEST}`],
    ['another storage', 's3://bucket/iris'],
    ['nothing readable', 7],
  ])('gives nothing where the object names %s', (_, uri) => {
    expect(candidateObject(serving(uri), REPOSITORY, NEXT)).toBeUndefined();
  });

  it('gives nothing where nothing serves', () => {
    expect(candidateObject(undefined, REPOSITORY, NEXT)).toBeUndefined();
  });

  it('changes the digest wherever a Deployment names the model', () => {
    const deployment = (image: string): Observation => ({
      cluster: 'dev',
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      namespace: 'models',
      name: 'iris',
      uid: 'iris',
      resourceVersion: '1',
      observedAt: '2026-11-21T10:00:00.000Z',
      object: {
        metadata: {
          name: 'iris',
          uid: 'iris',
          annotations: { 'waybill.dev/model': image },
        },
        spec: {
          template: {
            spec: {
              containers: [{ name: 'server', image: 'r.example/server:1' }],
              volumes: [{ name: 'model', image: { reference: image } }],
            },
          },
        },
      },
    });
    const after = candidateObject(
      deployment(`${REPOSITORY}@${DIGEST}`),
      REPOSITORY,
      NEXT,
    );
    expect(after).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {
        name: 'iris',
        namespace: 'models',
        annotations: { 'waybill.dev/model': `${REPOSITORY}@${NEXT}` },
      },
      spec: {
        template: {
          spec: {
            containers: [{ name: 'server', image: 'r.example/server:1' }],
            volumes: [
              { name: 'model', image: { reference: `${REPOSITORY}@${NEXT}` } },
            ],
          },
        },
      },
    });
    expect(
      candidateObject(
        deployment(`${REPOSITORY}-other@${DIGEST}`),
        REPOSITORY,
        NEXT,
      ),
    ).toBeUndefined();
  });
});

import type { KubernetesManifest } from '../kubernetes';
import { CANARY, DIGEST, service } from './__testUtils__/servingInputs';
import { buildKserveObjects } from './buildKserveObjects';

interface Predictor extends Record<string, unknown> {
  readonly model: Record<string, unknown>;
  readonly containers: readonly Record<string, unknown>[];
}

interface Service extends KubernetesManifest {
  readonly spec: {
    readonly predictor: Predictor;
    readonly canary?: readonly {
      readonly trafficPercent: number;
      readonly predictor: Predictor;
    }[];
    readonly [field: string]: unknown;
  };
}

const build = (input: Parameters<typeof buildKserveObjects>[0]) =>
  buildKserveObjects(input)[0] as Service;

const uri = (scheme: string, digest = DIGEST) =>
  `${scheme}://registry.example.com/models/iris@${digest}`;

describe('buildKserveObjects', () => {
  describe('for an InferenceService', () => {
    it('writes what is asked for and nothing else', () => {
      expect(
        buildKserveObjects(
          service({
            modelFormat: { name: 'sklearn', version: '1' },
            runtime: 'kserve-sklearnserver',
            runtimeVersion: 'v0.20.0',
            protocolVersion: 'v2',
            serviceAccountName: 'models',
            args: ['--workers=2'],
            env: { A: '1', B: '2' },
          }),
        ),
      ).toEqual([
        {
          apiVersion: 'serving.kserve.io/v1beta1',
          kind: 'InferenceService',
          metadata: {
            name: 'iris',
            labels: { 'backstage.io/kubernetes-id': 'iris' },
            annotations: {
              'serving.kserve.io/deploymentMode': 'Standard',
              'waybill.dev/version': '1.0.0',
            },
          },
          spec: {
            predictor: {
              serviceAccountName: 'models',
              model: {
                modelFormat: { name: 'sklearn', version: '1' },
                runtime: 'kserve-sklearnserver',
                runtimeVersion: 'v0.20.0',
                protocolVersion: 'v2',
                storageUri: uri('oci'),
                args: ['--workers=2'],
                env: [
                  { name: 'A', value: '1' },
                  { name: 'B', value: '2' },
                ],
              },
            },
          },
        },
      ]);
    });

    it('pins nothing without a package: that is the base', () => {
      const { metadata, spec } = build(service({}, { canary: CANARY }, null));
      expect(metadata.annotations).not.toHaveProperty('waybill.dev/version');
      expect(spec).toEqual({
        predictor: { model: { modelFormat: { name: 'sklearn' } } },
      });
    });

    it.each(['oci', 'oci+native', 'oci+fetch', 'kit', 'oci-artifact'] as const)(
      'pins by digest under %s',
      scheme => {
        const { spec } = build(service({ storage: { scheme } }));
        expect(spec.predictor.model.storageUri).toBe(uri(scheme));
      },
    );

    it('takes a uri as it is, and calls it no version', () => {
      const storage = { scheme: 'uri', uri: 's3://bucket/iris' } as const;
      const { spec, metadata } = build(service({ storage }));
      expect(spec.predictor.model.storageUri).toBe('s3://bucket/iris');
      expect(metadata.annotations).not.toHaveProperty('waybill.dev/version');
      expect(
        build(service({ storage }, {}, null)).spec.predictor.model.storageUri,
      ).toBe('s3://bucket/iris');
    });

    it('tells a server of one’s own by variables where its model is', () => {
      const image = `registry.example.com/server@${DIGEST}`;
      const { spec } = build(
        service(
          {
            modelFormat: undefined,
            protocolVersion: 'v2',
            env: { B: '2' },
            args: ['--more'],
            container: {
              image,
              args: ['--first'],
              env: [{ name: 'A', value: '1' }],
              ports: [{ containerPort: 9000 }],
            },
          },
          { logLevel: 'debug' },
        ),
      );
      expect(spec.predictor).toEqual({
        containers: [
          {
            name: 'kserve-container',
            image,
            ports: [{ containerPort: 9000 }],
            args: ['--first', '--more'],
            env: [
              { name: 'LOG_LEVEL', value: 'debug' },
              { name: 'A', value: '1' },
              { name: 'B', value: '2' },
              { name: 'PROTOCOL', value: 'v2' },
              { name: 'STORAGE_URI', value: uri('oci') },
            ],
          },
        ],
      });
    });

    it('passes transformer and explainer through', () => {
      const image = `registry.example.com/server@${DIGEST}`;
      const transformer = { minReplicas: 2, containers: [{ image }] };
      const explainer = { art: { type: 'SquareAttack' } };
      const { spec } = build(service({ transformer, explainer }));
      expect(spec).toMatchObject({ transformer, explainer });
    });

    it('asks for GPUs as request and as limit, beside other resources', () => {
      const { spec } = build(
        service(
          {},
          {
            gpu: { count: 2, resource: 'amd.com/gpu' },
            resources: {
              requests: { cpu: '2' },
              limits: { cpu: '4', memory: '8Gi' },
            },
          },
        ),
      );
      // The memory's request is the runtime's own 2Gi.
      expect(spec.predictor.model.resources).toEqual({
        requests: { cpu: '2', 'amd.com/gpu': '2' },
        limits: { cpu: '4', memory: '8Gi', 'amd.com/gpu': '2' },
      });
    });

    it('asks for no GPU where there are to be none', () => {
      const { spec } = build(service({}, { gpu: { count: 0 } }));
      expect(spec.predictor.model).not.toHaveProperty('resources');
    });

    it('places pods, and lets the environment’s variables win', () => {
      const tolerations = [{ key: 'gpu', operator: 'Exists' }];
      const { spec } = build(
        service(
          { env: { A: 'base', B: '2' } },
          {
            env: { A: 'here' },
            nodeSelector: { pool: 'gpu' },
            tolerations,
          },
        ),
      );
      expect(spec.predictor).toMatchObject({
        nodeSelector: { pool: 'gpu' },
        tolerations,
        model: {
          env: [
            { name: 'A', value: 'here' },
            { name: 'B', value: '2' },
          ],
        },
      });
    });

    it.each([
      [
        'sklearn',
        undefined,
        { env: [{ name: 'KSERVE_LOGLEVEL', value: 'DEBUG' }] },
      ],
      // KServe takes MLServer for this protocol: it has the higher priority.
      ['sklearn', 'v2', { env: [{ name: 'MLSERVER_DEBUG', value: 'true' }] }],
      ['triton', undefined, { args: ['--log-verbose=1'] }],
      [
        'vLLM',
        undefined,
        { env: [{ name: 'VLLM_LOGGING_LEVEL', value: 'DEBUG' }] },
      ],
    ] as const)(
      'tells the runtime of %s (%s) to log',
      (name, protocolVersion, model) => {
        const { spec } = build(
          service(
            { modelFormat: { name }, protocolVersion },
            { logLevel: 'debug' },
          ),
        );
        expect(spec.predictor.model).toMatchObject(model);
      },
    );
  });

  it('throws the first problem, with its field', () => {
    expect(() => build(service({}, {}, { digest: 'latest' }))).toThrow(
      expect.objectContaining({
        name: 'ManifestError',
        code: 'NOT_PINNED',
        field: 'package.digest',
      }),
    );
  });

  it('leaves it to the caller whether somebody serves the format', () => {
    const { spec } = build(service({ runtime: 'ours' }));
    expect(spec.predictor.model.runtime).toBe('ours');
  });
});

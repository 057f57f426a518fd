import type { KubernetesManifest } from '../kubernetes';
import {
  CANARY,
  DIGEST,
  llm,
  OTHER_DIGEST,
  service,
} from './__testUtils__/servingInputs';
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
  describe('for autoscaling', () => {
    const scaled = (
      mode: 'Standard' | 'Knative',
      profile: Parameters<typeof service>[1],
    ) => {
      const { metadata, spec } = build(
        service({ deploymentMode: mode }, profile),
      );
      const { model: _model, ...fields } = spec.predictor;
      const {
        'serving.kserve.io/deploymentMode': _mode,
        'waybill.dev/version': _version,
        ...annotations
      } = metadata.annotations ?? {};
      return { annotations, fields };
    };
    const replicas = { min: 1, max: 4 };

    it('has the class of KServe in Standard mode', () => {
      expect(
        scaled('Standard', {
          replicas,
          autoscaling: { class: 'hpa', metric: 'memory', target: 70 },
        }),
      ).toEqual({
        annotations: { 'serving.kserve.io/autoscalerClass': 'hpa' },
        fields: {
          minReplicas: 1,
          maxReplicas: 4,
          scaleMetric: 'memory',
          scaleTarget: 70,
        },
      });
    });

    it('gives KEDA a list of metrics, since KServe refuses scaleMetric with it', () => {
      expect(
        scaled('Standard', { replicas, autoscaling: { class: 'keda' } }),
      ).toEqual({
        annotations: { 'serving.kserve.io/autoscalerClass': 'keda' },
        fields: {
          minReplicas: 1,
          maxReplicas: 4,
          autoScaling: {
            metrics: [
              {
                type: 'Resource',
                resource: {
                  name: 'cpu',
                  target: { type: 'Utilization', averageUtilization: 80 },
                },
              },
            ],
          },
        },
      });
    });

    it('lets KEDA ask Prometheus', () => {
      const prometheus = {
        serverAddress: 'http://prometheus.monitoring:9090',
        query: 'sum(rate(requests[1m]))',
      };
      const { fields } = scaled('Standard', {
        replicas: { min: 0, max: 4 },
        autoscaling: { class: 'keda', metric: 'rps', target: 20, prometheus },
      });
      expect(fields.autoScaling).toEqual({
        metrics: [
          {
            type: 'External',
            external: {
              metric: { backend: 'prometheus', ...prometheus },
              target: { type: 'Value', value: '20' },
            },
          },
        ],
      });
    });

    it('keeps the lower bound with the class none', () => {
      const profile = {
        replicas: { min: 3 },
        autoscaling: { class: 'none' },
      } as const;
      expect(scaled('Standard', profile)).toEqual({
        annotations: { 'serving.kserve.io/autoscalerClass': 'none' },
        fields: { minReplicas: 3 },
      });
      // Knative has no such class: it is left no room.
      expect(scaled('Knative', profile)).toEqual({
        annotations: {},
        fields: { minReplicas: 3, maxReplicas: 3 },
      });
    });

    it.each(['kpa', 'hpa'] as const)(
      'has the class %s of Knative in Knative mode',
      kind => {
        expect(
          scaled('Knative', { replicas, autoscaling: { class: kind } })
            .annotations,
        ).toEqual({
          'autoscaling.knative.dev/class': `${kind}.autoscaling.knative.dev`,
        });
      },
    );
  });

  describe('for canaries', () => {
    it('pins the version under trial in Knative mode, and gives it its share', () => {
      const { metadata, spec } = build(
        service({ deploymentMode: 'Knative' }, { canary: CANARY }),
      );
      expect(metadata.annotations).toMatchObject({
        'waybill.dev/version': '1.1.0',
      });
      expect(spec.predictor).toMatchObject({
        canaryTrafficPercent: 10,
        model: { storageUri: uri('oci', OTHER_DIGEST) },
      });
      expect(spec).not.toHaveProperty('canary');
    });

    it('adds predictors by name in Standard mode', () => {
      const { metadata, spec } = build(
        service(
          {},
          {
            canary: CANARY,
            furtherCanaries: [
              { ...CANARY, trafficPercent: 0, version: '2.0.0' },
            ],
          },
        ),
      );
      expect(metadata.annotations).toMatchObject({
        'waybill.dev/version': '1.0.0',
      });
      expect(spec.predictor.model.storageUri).toBe(uri('oci'));
      expect(spec.predictor).not.toHaveProperty('canaryTrafficPercent');
      expect(spec.canary).toEqual([
        {
          trafficPercent: 10,
          predictor: {
            name: 'canary',
            annotations: { 'waybill.dev/version': '1.1.0' },
            model: {
              name: 'kserve-container',
              modelFormat: { name: 'sklearn' },
              storageUri: uri('oci', OTHER_DIGEST),
            },
          },
        },
        expect.objectContaining({
          trafficPercent: 0,
          predictor: expect.objectContaining({ name: 'canary-2' }),
        }),
      ]);
    });

    it('makes a second LLMInferenceService of the same group and name', () => {
      const objects = buildKserveObjects(llm({}, { canary: CANARY }));
      expect(objects).toEqual([
        expect.objectContaining({
          metadata: {
            name: 'llama',
            labels: { 'backstage.io/kubernetes-id': 'llama' },
            annotations: { 'waybill.dev/version': '1.0.0' },
          },
          spec: {
            model: { uri: uri('oci'), name: 'llama' },
            router: {
              gateway: {},
              route: { http: {}, group: 'llama', weight: 90 },
              scheduler: {},
            },
          },
        }),
        expect.objectContaining({
          metadata: {
            name: 'llama-canary',
            labels: { 'backstage.io/kubernetes-id': 'llama' },
            annotations: { 'waybill.dev/version': '1.1.0' },
          },
          spec: {
            model: { uri: uri('oci', OTHER_DIGEST), name: 'llama' },
            router: {
              gateway: {},
              route: { http: {}, group: 'llama', weight: 10 },
              scheduler: {},
            },
          },
        }),
      ]);
    });
  });

  describe('for an LLMInferenceService', () => {
    it('writes all of it', () => {
      expect(
        buildKserveObjects(
          llm(
            {
              servedName: 'acme/llama-3',
              isRouted: false,
              parallelism: { tensor: 2, data: 4 },
              baseRefs: ['presets'],
              args: ['--max-model-len=4096'],
              env: { A: '1' },
            },
            {
              gpu: { count: 2 },
              logLevel: 'warning',
              nodeSelector: { pool: 'gpu' },
              replicas: { min: 1, max: 3 },
              autoscaling: { class: 'keda' },
            },
          ),
        ),
      ).toEqual([
        {
          apiVersion: 'serving.kserve.io/v1alpha2',
          kind: 'LLMInferenceService',
          metadata: {
            name: 'llama',
            labels: { 'backstage.io/kubernetes-id': 'llama' },
            annotations: { 'waybill.dev/version': '1.0.0' },
          },
          spec: {
            model: { uri: uri('oci'), name: 'acme/llama-3' },
            scaling: { minReplicas: 1, maxReplicas: 3, wva: { keda: {} } },
            parallelism: { tensor: 2, data: 4, dataLocal: 4 },
            baseRefs: [{ name: 'presets' }],
            template: {
              containers: [
                {
                  name: 'main',
                  args: ['--max-model-len=4096'],
                  env: [
                    { name: 'VLLM_LOGGING_LEVEL', value: 'WARNING' },
                    { name: 'A', value: '1' },
                  ],
                  resources: {
                    requests: { 'nvidia.com/gpu': '2' },
                    limits: { 'nvidia.com/gpu': '2' },
                  },
                },
              ],
              nodeSelector: { pool: 'gpu' },
            },
          },
        },
      ]);
    });

    it('keeps a number of replicas where nothing scales', () => {
      expect(
        buildKserveObjects(llm({}, { replicas: { min: 3 } })),
      ).toMatchObject([{ spec: { replicas: 3 } }]);
    });

    it('pins nothing without a package', () => {
      expect(buildKserveObjects(llm({ isRouted: false }, {}, null))).toEqual([
        expect.objectContaining({ spec: { model: { name: 'llama' } } }),
      ]);
    });
  });
});

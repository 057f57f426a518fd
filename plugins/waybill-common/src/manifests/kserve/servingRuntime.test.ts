import { DIGEST } from './__testUtils__/servingInputs';
import {
  buildServingRuntime,
  type ServingRuntimeInput,
} from './servingRuntime';
import { KSERVE_RUNTIMES, selectServingRuntime } from './servingRuntimes';

const IMAGE = `registry.example.com/server@${DIGEST}`;

const build = (change: Partial<ServingRuntimeInput> = {}) =>
  buildServingRuntime({
    name: 'ours',
    image: IMAGE,
    formats: [{ name: 'tea' }],
    ...change,
  });

describe('buildServingRuntime', () => {
  it('writes a runtime that is taken only where it is named', () => {
    expect(build()).toEqual({
      apiVersion: 'serving.kserve.io/v1alpha1',
      kind: 'ServingRuntime',
      metadata: { name: 'ours' },
      spec: {
        supportedModelFormats: [{ name: 'tea' }],
        containers: [
          {
            name: 'kserve-container',
            image: IMAGE,
            ports: [{ containerPort: 8080, protocol: 'TCP' }],
            securityContext: {
              allowPrivilegeEscalation: false,
              privileged: false,
              runAsNonRoot: true,
              capabilities: { drop: ['ALL'] },
            },
          },
        ],
      },
    });
  });

  it('writes all that is given', () => {
    expect(
      build({
        isClusterWide: true,
        formats: [{ name: 'tea', version: '1', priority: 3 }],
        protocols: ['v2'],
        command: ['serve'],
        args: ['--dir=/mnt/models'],
        env: { A: '1' },
        port: 9000,
        resources: { limits: { cpu: '1' } },
        metrics: { port: 9001 },
      }),
    ).toMatchObject({
      kind: 'ClusterServingRuntime',
      spec: {
        annotations: {
          'prometheus.kserve.io/port': '9001',
          'prometheus.kserve.io/path': '/metrics',
        },
        supportedModelFormats: [
          { name: 'tea', version: '1', autoSelect: true, priority: 3 },
        ],
        protocolVersions: ['v2'],
        containers: [
          {
            command: ['serve'],
            args: ['--dir=/mnt/models'],
            env: [{ name: 'A', value: '1' }],
            ports: [{ containerPort: 9000, protocol: 'TCP' }],
            resources: { limits: { cpu: '1' } },
          },
        ],
      },
    });
  });

  it.each<[string, Partial<ServingRuntimeInput>, string]>([
    ['an image by tag', { image: 'r.example/server:1.0.0' }, 'NOT_PINNED'],
    ['what is no image', { image: 'server' }, 'INVALID_REFERENCE'],
    ['no format', { formats: [] }, 'MISSING'],
    ['a name that is none', { name: 'Ours!' }, 'INVALID_NAME'],
    ['a port that is none', { port: 0 }, 'INVALID_VALUE'],
    [
      'another port that is none',
      { metrics: { port: 70_000 } },
      'INVALID_VALUE',
    ],
  ])('refuses %s', (_, change, code) => {
    expect(() => build(change)).toThrow(expect.objectContaining({ code }));
  });
});

describe('selectServingRuntime', () => {
  it.each([
    ['sklearn', undefined, 'kserve-sklearnserver'],
    ['sklearn', 'v2', 'kserve-mlserver'],
    ['onnx', 'v2', 'kserve-tritonserver'],
    ['onnx', undefined, undefined],
    ['triton', undefined, 'kserve-tritonserver'],
    ['vLLM', undefined, 'kserve-vllmserver'],
    ['huggingface', undefined, 'kserve-huggingfaceserver'],
    ['tensorflow', 'grpc-v1', 'kserve-tensorflow-serving'],
    ['pytorch', 'v2', 'kserve-torchserve'],
    ['mlflow', undefined, undefined],
    ['tea', undefined, undefined],
  ] as const)(
    'takes for %s by %s what KServe takes',
    (name, protocol, runtime) => {
      expect(selectServingRuntime({ name }, protocol)?.name).toBe(runtime);
    },
  );

  it('takes a runtime of one’s own before others of a lower priority', () => {
    const ours = {
      name: 'ours',
      formats: [{ name: 'sklearn', isAutoSelected: true, priority: 9 }],
    };
    const all = [...KSERVE_RUNTIMES, ours];
    expect(selectServingRuntime({ name: 'sklearn' }, 'v1', all)).toBe(ours);
    expect(
      selectServingRuntime({ name: 'sklearn' }, 'v1', [
        ...KSERVE_RUNTIMES,
        { ...ours, isDisabled: true },
      ])?.name,
    ).toBe('kserve-sklearnserver');
  });
});

import type { ServingInput } from '../declaration';
import type { ManifestErrorCode } from '../ManifestError';
import { service } from './__testUtils__/servingInputs';
import type { KserveSpec } from './KserveSurroundings';
import { listKserveProblems } from './problems';

type Row = [
  what: string,
  input: ServingInput<KserveSpec>,
  code: ManifestErrorCode,
  field: string,
  message: RegExp,
];

const kpa = { autoscaling: { class: 'kpa' } } as const;
const knative = { deploymentMode: 'Knative' } as const;

const REFUSED: Row[] = [
  // resources
  [
    'a GPU that is requested only',
    service({}, { resources: { requests: { 'nvidia.com/gpu': '1' } } }),
    'MISSING',
    'profile.resources.requests.nvidia.com/gpu',
    /without a limit/,
  ],
  [
    'half a GPU',
    service({}, { gpu: { count: 0.5 } }),
    'INVALID_VALUE',
    'profile.gpu.count',
    /whole/,
  ],
  [
    'GPUs in two places',
    service(
      {},
      { gpu: { count: 1 }, resources: { limits: { 'nvidia.com/gpu': '1' } } },
    ),
    'CONFLICT',
    'profile.gpu',
    /one place/,
  ],
  [
    'what is no quantity',
    service({}, { resources: { limits: { cpu: '1', memory: '8 GB' } } }),
    'INVALID_VALUE',
    'profile.resources.limits.memory',
    /8 GB/,
  ],
  [
    'more than the limit',
    service(
      {},
      { resources: { requests: { cpu: '2' }, limits: { cpu: '500m' } } },
    ),
    'CONFLICT',
    'profile.resources.requests.cpu',
    /500m/,
  ],
  [
    'more than the limit of the runtime',
    service({}, { resources: { requests: { cpu: '4' } } }),
    'MISSING',
    'profile.resources.limits.cpu',
    /kserve-sklearnserver has the limit 1/,
  ],
  [
    'less than the request of the runtime',
    service({}, { resources: { limits: { memory: '512Mi' } } }),
    'MISSING',
    'profile.resources.requests.memory',
    /requests 2Gi/,
  ],
  // replicas and autoscaling
  [
    'fewer at most than at least',
    service({}, { replicas: { min: 3, max: 2 } }),
    'CONFLICT',
    'profile.replicas.max',
    /fewer/,
  ],
  [
    'a negative number of replicas',
    service({}, { replicas: { min: -1 } }),
    'INVALID_VALUE',
    'profile.replicas.min',
    /-1/,
  ],
  [
    'kpa without Knative',
    service({}, kpa),
    'CONFLICT',
    'profile.autoscaling.class',
    /Knative/,
  ],
  [
    'keda with Knative',
    service(knative, { autoscaling: { class: 'keda' } }),
    'IGNORED_FIELD',
    'profile.autoscaling.class',
    /ignore keda/,
  ],
  [
    'an unknown autoscaler',
    service({}, { autoscaling: { class: 'x' as never } }),
    'INVALID_VALUE',
    'profile.autoscaling.class',
    /hpa, keda/,
  ],
  [
    'a metric of another autoscaler',
    service({}, { autoscaling: { class: 'hpa', metric: 'rps', target: 5 } }),
    'INVALID_VALUE',
    'profile.autoscaling.metric',
    /cpu or memory/,
  ],
  [
    'a metric of Knative’s other autoscaler',
    service(knative, { autoscaling: { class: 'kpa', metric: 'cpu' } }),
    'INVALID_VALUE',
    'profile.autoscaling.metric',
    /concurrency or rps/,
  ],
  [
    'memory without a target',
    service({}, { autoscaling: { class: 'hpa', metric: 'memory' } }),
    'MISSING',
    'profile.autoscaling.target',
    /memory/,
  ],
  [
    'a percentage over 100',
    service({}, { autoscaling: { class: 'hpa', metric: 'cpu', target: 101 } }),
    'INVALID_VALUE',
    'profile.autoscaling.target',
    /1 to 100/,
  ],
  [
    'KEDA without its query',
    service({}, { autoscaling: { class: 'keda', metric: 'rps', target: 5 } }),
    'MISSING',
    'profile.autoscaling.prometheus',
    /Prometheus/,
  ],
  [
    'no replica with an HPA',
    service({}, { replicas: { min: 0 } }),
    'IGNORED_FIELD',
    'profile.replicas.min',
    /one replica/,
  ],
  [
    'no replica with KEDA and the CPU',
    service({}, { replicas: { min: 0 }, autoscaling: { class: 'keda' } }),
    'CONFLICT',
    'profile.replicas.min',
    /wake up/,
  ],
  [
    'no replica without an autoscaler in Knative',
    service(knative, { replicas: { min: 0 }, autoscaling: { class: 'none' } }),
    'CONFLICT',
    'profile.replicas.min',
    /no bound/,
  ],
  [
    'bounds that nothing uses',
    service(
      {},
      { replicas: { min: 1, max: 3 }, autoscaling: { class: 'none' } },
    ),
    'IGNORED_FIELD',
    'profile.replicas.max',
    /ignored/,
  ],
  [
    'a metric that nothing uses',
    service({}, { autoscaling: { class: 'none', metric: 'cpu' } }),
    'IGNORED_FIELD',
    'profile.autoscaling.metric',
    /leave this out/,
  ],
];

describe('listKserveProblems', () => {
  it.each(REFUSED)('refuses %s', (_, input, code, field, message) => {
    expect(listKserveProblems(input)).toEqual([
      { code, field, message: expect.stringMatching(message) },
    ]);
  });
});

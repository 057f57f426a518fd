import type { ServingInput } from '../declaration';
import type { ManifestErrorCode } from '../ManifestError';
import { CANARY, DIGEST, llm, service } from './__testUtils__/servingInputs';
import type { KserveSpec } from './KserveSurroundings';
import { listKserveProblems } from './problems';

type Row = [
  what: string,
  input: ServingInput<KserveSpec>,
  code: ManifestErrorCode,
  field: string,
  message: RegExp,
];

const IMAGE = `registry.example.com/server@${DIGEST}`;
const own = { modelFormat: undefined, container: { image: IMAGE } };
const kpa = { autoscaling: { class: 'kpa' } } as const;
const knative = { deploymentMode: 'Knative' } as const;

const REFUSED: Row[] = [
  // canaries
  [
    'several canaries in Knative',
    service(knative, { canary: CANARY, furtherCanaries: [CANARY] }),
    'IGNORED_FIELD',
    'profile.furtherCanaries',
    /one version at a time/,
  ],
  [
    'canaries of more than everything',
    service(
      {},
      {
        canary: { ...CANARY, trafficPercent: 60 },
        furtherCanaries: [{ ...CANARY, trafficPercent: 60 }],
      },
    ),
    'CONFLICT',
    'profile.furtherCanaries',
    /120/,
  ],
  [
    'a canary of 101 percent',
    service({}, { canary: { ...CANARY, trafficPercent: 101 } }),
    'INVALID_VALUE',
    'profile.canary.trafficPercent',
    /0 to 100/,
  ],
  [
    'a canary by tag',
    service({}, { canary: { ...CANARY, digest: 'v1' } }),
    'INVALID_VALUE',
    'profile.canary.digest',
    /digest/,
  ],
  [
    'a canary that runs already',
    service({}, { canary: { ...CANARY, digest: DIGEST } }),
    'CONFLICT',
    'profile.canary',
    /runs already/,
  ],
  [
    'a canary of what has no versions',
    service(
      { storage: { scheme: 'uri', uri: 's3://b/m' } },
      { canary: CANARY },
    ),
    'CONFLICT',
    'profile.canary',
    /no versions/,
  ],
  [
    'a canary of an own server',
    service(own, { canary: CANARY }),
    'CONFLICT',
    'profile.canary',
    /ServingRuntime/,
  ],
  [
    'canaryTrafficPercent in Standard mode',
    service({ transformer: { canaryTrafficPercent: 5 } }),
    'IGNORED_FIELD',
    'serving.transformer.canaryTrafficPercent',
    /does nothing/,
  ],
  [
    'a canary of a model without a route',
    llm({ isRouted: false }, { canary: CANARY }),
    'MISSING',
    'serving.isRouted',
    /routing/,
  ],
  // storage
  [
    'a tag',
    service({}, {}, { digest: '1.0.0' }),
    'NOT_PINNED',
    'package.digest',
    /1\.0\.0/,
  ],
  [
    'a version that is none',
    service({}, {}, { version: 'latest' }),
    'INVALID_VALUE',
    'package.version',
    /latest/,
  ],
  [
    'a repository with a tag',
    service({}, {}, { repository: 'r.example/iris:1' }),
    'INVALID_VALUE',
    'package.repository',
    /r\.example/,
  ],
  [
    'an unknown way',
    service({ storage: { scheme: 'ftp' as never } }),
    'INVALID_VALUE',
    'serving.storage.scheme',
    /ftp/,
  ],
  [
    'a uri that is not there',
    service({ storage: { scheme: 'uri' } }),
    'MISSING',
    'serving.storage.uri',
    /hf:/,
  ],
  [
    'what is no uri',
    service({ storage: { scheme: 'uri', uri: 'here' } }),
    'INVALID_VALUE',
    'serving.storage.uri',
    /'here'/,
  ],
  [
    'a package given as a uri',
    service({ storage: { scheme: 'uri', uri: 'oci://r.example/iris:1' } }),
    'NOT_PINNED',
    'serving.storage.uri',
    /choose oci/,
  ],
  [
    'a uri with a password',
    service({ storage: { scheme: 'uri', uri: 'https://me:secret@host/m' } }),
    'INVALID_VALUE',
    'serving.storage.uri',
    /^(?!.*secret)/,
  ],
  [
    'a uri that would be ignored',
    service({ storage: { scheme: 'oci', uri: 's3://b/m' } }),
    'IGNORED_FIELD',
    'serving.storage.uri',
    /ignored/,
  ],
  [
    'a ModelKit as a modelcar',
    service({}, {}, { format: 'modelkit' }),
    'CONFLICT',
    'serving.storage.scheme',
    /'modelkit'.*kit:\/\//,
  ],
  [
    'a modelcar as a ModelKit',
    service({ storage: { scheme: 'kit' } }, {}, { format: 'modelcar' }),
    'CONFLICT',
    'serving.storage.scheme',
    /'modelcar'.*oci:\/\//,
  ],
  [
    'kit for an LLMInferenceService',
    llm({ storage: { scheme: 'kit' } }),
    'CONFLICT',
    'serving.storage.scheme',
    /does not take kit/,
  ],
  [
    'a bucket that it does not take',
    llm({ storage: { scheme: 'uri', uri: 'gs://b/m' } }),
    'INVALID_VALUE',
    'serving.storage.uri',
    /pvc/,
  ],
  // LLMInferenceServices
  [
    'no part of a model',
    llm({ parallelism: { tensor: 0 } }),
    'INVALID_VALUE',
    'serving.parallelism.tensor',
    /from 1/,
  ],
  [
    'two kinds of parallelism',
    llm({ parallelism: { pipeline: 2, data: 2 } }),
    'CONFLICT',
    'serving.parallelism.data',
    /either/,
  ],
  [
    'ranks of nothing',
    llm({ parallelism: { dataLocal: 2 } }),
    'MISSING',
    'serving.parallelism.data',
    /ranks/,
  ],
  [
    'more ranks in a pod than in all',
    llm({ parallelism: { data: 2, dataLocal: 4 } }),
    'CONFLICT',
    'serving.parallelism.dataLocal',
    /4 ranks/,
  ],
  [
    'more parts than GPUs',
    llm({ parallelism: { tensor: 4 } }, { gpu: { count: 2 } }),
    'CONFLICT',
    'serving.parallelism.tensor',
    /4 GPUs/,
  ],
  [
    'a served name that is none',
    llm({ servedName: 'a b' }),
    'INVALID_VALUE',
    'serving.servedName',
    /a b/,
  ],
  [
    'a preset that is none',
    llm({ baseRefs: ['A!'] }),
    'INVALID_NAME',
    'serving.baseRefs[0]',
    /A!/,
  ],
  [
    'Knative’s autoscaler of a model',
    llm({}, kpa),
    'CONFLICT',
    'profile.autoscaling.class',
    /Knative/,
  ],
  [
    'a metric that the model does not read',
    llm(
      {},
      {
        replicas: { min: 1, max: 2 },
        autoscaling: { class: 'hpa', metric: 'cpu' },
      },
    ),
    'IGNORED_FIELD',
    'profile.autoscaling.metric',
    /own/,
  ],
  [
    'scaling without bounds',
    llm({}, { autoscaling: { class: 'hpa' } }),
    'MISSING',
    'profile.replicas.max',
    /bound/,
  ],
  [
    'scaling to nothing',
    llm({}, { replicas: { min: 0, max: 2 }, autoscaling: { class: 'keda' } }),
    'INVALID_VALUE',
    'profile.replicas.min',
    /1 replica/,
  ],
  [
    'bounds without scaling',
    llm({}, { replicas: { min: 1, max: 2 } }),
    'IGNORED_FIELD',
    'profile.replicas.max',
    /ignored/,
  ],
];

describe('listKserveProblems', () => {
  it.each(REFUSED)('refuses %s', (_, input, code, field, message) => {
    expect(listKserveProblems(input)).toEqual([
      { code, field, message: expect.stringMatching(message) },
    ]);
  });
});

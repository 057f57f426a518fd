import type { ServingInput } from '../declaration';
import type { ManifestErrorCode } from '../ManifestError';
import { CANARY, DIGEST, service } from './__testUtils__/servingInputs';
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
const named = (name: string, profile: ServingInput['profile'] = {}) => ({
  ...service({}, profile),
  name,
});

const REFUSED: Row[] = [
  // names
  [
    'a name that is too long',
    named('a'.repeat(49)),
    'INVALID_NAME',
    'name',
    /48/,
  ],
  ['a name that is none', named('Iris!'), 'INVALID_NAME', 'name', /Iris!/],
  [
    'a name that begins with a digit',
    named('1iris'),
    'INVALID_NAME',
    'name',
    /begin with a letter/,
  ],
  [
    'a name without room for a canary',
    named('a'.repeat(42), { canary: CANARY }),
    'INVALID_NAME',
    'name',
    /41 characters/,
  ],
  [
    'an account that is none',
    service({ serviceAccountName: 'Me!' }),
    'INVALID_NAME',
    'serving.serviceAccountName',
    /Me!/,
  ],
  // runtimes and formats
  [
    'no format',
    service({ modelFormat: undefined }),
    'MISSING',
    'serving.modelFormat.name',
    /format/,
  ],
  [
    'an unknown format',
    service({ modelFormat: { name: 'tea' } }),
    'UNKNOWN_FORMAT',
    'serving.modelFormat.name',
    /'tea'.*sklearn/,
  ],
  [
    'an unknown version of a format',
    service({ modelFormat: { name: 'sklearn', version: '7' } }),
    'UNKNOWN_FORMAT',
    'serving.modelFormat.name',
    /sklearn 7/,
  ],
  [
    'an unknown runtime',
    service({ runtime: 'kserve-tea' }),
    'UNKNOWN_RUNTIME',
    'serving.runtime',
    /kserve-tea.*kserve-sklearnserver/,
  ],
  [
    'a runtime that serves another format',
    service({ runtime: 'kserve-xgbserver' }),
    'UNKNOWN_FORMAT',
    'serving.modelFormat.name',
    /xgboost 2/,
  ],
  [
    'a protocol that the runtime does not speak',
    service({ runtime: 'kserve-sklearnserver', protocolVersion: 'grpc-v2' }),
    'CONFLICT',
    'serving.protocolVersion',
    /v1, v2/,
  ],
  [
    'a format that has a runtime for another protocol only',
    service({ modelFormat: { name: 'mlflow' } }),
    'UNKNOWN_RUNTIME',
    'serving.protocolVersion',
    /choose v2/,
  ],
  [
    'a format that no runtime is chosen for',
    service({ modelFormat: { name: 'pytorch' }, protocolVersion: 'grpc-v1' }),
    'UNKNOWN_RUNTIME',
    'serving.protocolVersion',
    /grpc-v2/,
  ],
  [
    'an unknown protocol',
    service({ protocolVersion: 'v3' as never }),
    'INVALID_VALUE',
    'serving.protocolVersion',
    /v3/,
  ],
  [
    'an unknown mode',
    service({ deploymentMode: 'Serverless' as never }),
    'INVALID_VALUE',
    'serving.deploymentMode',
    /Standard or Knative/,
  ],
  [
    'an own runtime without its name',
    service({ isOwnRuntime: true }),
    'MISSING',
    'serving.runtime',
    /own/,
  ],
  // an own server
  [
    'a container beside a format',
    service({ container: { image: IMAGE } }),
    'CONFLICT',
    'serving.modelFormat',
    /leave/,
  ],
  [
    'a container beside a runtime',
    service({ ...own, runtime: 'x' }),
    'CONFLICT',
    'serving.runtime',
    /leave/,
  ],
  [
    'a container without an image',
    service({ ...own, container: {} }),
    'MISSING',
    'serving.container.image',
    /image/,
  ],
  [
    'an image by tag',
    service({ ...own, container: { image: 'r.example/server:1.0.0' } }),
    'NOT_PINNED',
    'serving.container.image',
    /tag moves/,
  ],
  [
    'what is no image',
    service({ ...own, container: { image: 'r example' } }),
    'INVALID_VALUE',
    'serving.container.image',
    /r example/,
  ],
  [
    'a name that KServe takes away',
    service({ ...own, container: { image: IMAGE, name: 'server' } }),
    'IGNORED_FIELD',
    'serving.container.name',
    /kserve-container/,
  ],
  [
    'gRPC of an own server',
    service({ ...own, protocolVersion: 'grpc-v2' }),
    'CONFLICT',
    'serving.protocolVersion',
    /v1 or v2/,
  ],
  [
    'a variable that is Waybill’s',
    service({
      ...own,
      container: { image: IMAGE, env: [{ name: 'STORAGE_URI', value: 'x' }] },
    }),
    'CONFLICT',
    'serving.container.env[0].name',
    /STORAGE_URI/,
  ],
  [
    'a transformer by tag',
    service({ transformer: { containers: [{ image: 'r.example/t:1' }] } }),
    'NOT_PINNED',
    'serving.transformer.containers[0].image',
    /tag/,
  ],
  [
    'an explainer that is a text',
    service({ explainer: 'x' as never }),
    'INVALID_VALUE',
    'serving.explainer',
    /fields/,
  ],
  // variables and arguments
  [
    'a variable that is none',
    service({ env: { 'A=B': '1' } }),
    'INVALID_VALUE',
    'serving.env.A=B',
    /A=B/,
  ],
  [
    'a variable that KServe refuses',
    service({}, { env: { PYTHONPATH: '/x' } }),
    'CONFLICT',
    'profile.env.PYTHONPATH',
    /safety/,
  ],
  [
    'arguments that are no list',
    service({ args: '--x' as never }),
    'INVALID_VALUE',
    'serving.args',
    /list/,
  ],
  [
    'a level that is none',
    service({}, { logLevel: 'loud' as never }),
    'INVALID_VALUE',
    'profile.logLevel',
    /loud/,
  ],
];

describe('listKserveProblems', () => {
  it.each(REFUSED)('refuses %s', (_, input, code, field, message) => {
    expect(listKserveProblems(input)).toEqual([
      { code, field, message: expect.stringMatching(message) },
    ]);
  });
});

import {
  CANARY_DIGEST,
  deploymentInput,
  FULL_PROFILE,
  HTTP_ROUTE,
  INGRESS,
  KIT_IMAGE,
  SERVER_IMAGE,
} from './__testUtils__/deploymentInput';
import { buildDeploymentObjects } from './buildDeploymentObjects';
import { listDeploymentProblems } from './listDeploymentProblems';

type Changes = NonNullable<Parameters<typeof deploymentInput>[0]>;
type Refusal = readonly [
  what: string,
  changes: Changes,
  code: string,
  field: string,
];

const canary = { trafficPercent: 10, version: '1.1.0', digest: CANARY_DIGEST };
const asked = { requests: { cpu: '1', memory: '1Gi' } };
const scaled = { replicas: { min: 1, max: 3 }, resources: asked };
const prometheus = { serverAddress: 'http://prometheus:9090', query: 'up' };
/** What no type allows and a form or a file may hold all the same. */
const foreign = (value: unknown) => value as never;

const REFUSALS: readonly Refusal[] = [
  ['a name that is too long', { name: 'a'.repeat(64) }, 'INVALID_NAME', 'name'],
  ['a name that is not DNS', { name: 'Iris_1' }, 'INVALID_NAME', 'name'],
  [
    'an image by tag',
    { serving: { image: 'r.example/server:1.0' } },
    'NOT_PINNED',
    'serving.image',
  ],
  [
    'an image that is none',
    { serving: { image: 'server' } },
    'INVALID_VALUE',
    'serving.image',
  ],
  [
    'no image for a server apart from its model',
    { serving: { image: undefined } },
    'MISSING',
    'serving.image',
  ],
  [
    'a tool by tag',
    { serving: { unpackImage: 'r.example/kit:1' } },
    'NOT_PINNED',
    'serving.unpackImage',
  ],
  [
    'no tool to unpack with',
    { serving: { unpackImage: undefined } },
    'MISSING',
    'serving.unpackImage',
  ],
  [
    'a tool where nothing is unpacked',
    { delivery: 'image-volume', serving: { unpackImage: KIT_IMAGE } },
    'IGNORED_FIELD',
    'serving.unpackImage',
  ],
  [
    'plain HTTP where a node pulls',
    { delivery: 'image-volume', serving: { isPlainHttp: true } },
    'IGNORED_FIELD',
    'serving.isPlainHttp',
  ],
  [
    'an unknown delivery',
    { serving: { delivery: foreign('torrent') } },
    'INVALID_VALUE',
    'serving.delivery',
  ],
  [
    'a delivery that objects inherit',
    { serving: { delivery: foreign('constructor') } },
    'INVALID_VALUE',
    'serving.delivery',
  ],
  [
    'a ModelKit as volume',
    { delivery: 'image-volume', package: { format: 'modelkit' } },
    'CONFLICT',
    'serving.delivery',
  ],
  [
    'a ModelKit as image',
    { delivery: 'image', package: { format: 'modelkit' } },
    'CONFLICT',
    'serving.delivery',
  ],
  [
    'an image for kit to unpack',
    { package: { format: 'modelcar' } },
    'CONFLICT',
    'serving.delivery',
  ],
  [
    'a digest that is none',
    { package: { digest: 'latest' } },
    'INVALID_VALUE',
    'package',
  ],
  [
    'a version that is none',
    { package: { version: 'latest' } },
    'INVALID_VALUE',
    'package.version',
  ],
  [
    'a port of root',
    { serving: { port: 80 } },
    'INVALID_VALUE',
    'serving.port',
  ],
  [
    'a port that is text',
    { serving: { port: foreign('8080') } },
    'INVALID_VALUE',
    'serving.port',
  ],
  [
    'no time to start',
    { serving: { startupSeconds: 0 } },
    'INVALID_VALUE',
    'serving.startupSeconds',
  ],
  [
    'a path without a slash',
    { serving: { livenessPath: 'healthz' } },
    'INVALID_VALUE',
    'serving.livenessPath',
  ],
  [
    'a path of two lines',
    { serving: { readinessPath: '/a\n/b' } },
    'INVALID_VALUE',
    'serving.readinessPath',
  ],
  [
    'a path that is far too long',
    { serving: { metricsPath: `/${'a'.repeat(2000)}` } },
    'INVALID_VALUE',
    'serving.metricsPath',
  ],
  [
    'a folder on the way up',
    { serving: { modelPath: '/mnt/../etc' } },
    'INVALID_VALUE',
    'serving.modelPath',
  ],
  [
    'a folder of the system',
    { serving: { modelPath: '/proc/1' } },
    'INVALID_VALUE',
    'serving.modelPath',
  ],
  [
    'a folder with a colon',
    { serving: { modelPath: '/mnt/a:b' } },
    'INVALID_VALUE',
    'serving.modelPath',
  ],
  [
    'arguments without end',
    { serving: { args: Array.from({ length: 300 }, () => 'a') } },
    'INVALID_VALUE',
    'serving.args',
  ],
  [
    'a command with a zero byte',
    { serving: { command: ['a\0b'] } },
    'INVALID_VALUE',
    'serving.command',
  ],
  [
    'a variable with a space',
    { serving: { env: { 'A B': '1' } } },
    'INVALID_VALUE',
    'serving.env.A B',
  ],
  [
    'a variable that is no text',
    { profile: { env: { A: foreign(1) } } },
    'INVALID_VALUE',
    'profile.env.A',
  ],
  [
    'a variable that follows from a field',
    { serving: { env: { PORT: '9000' } } },
    'CONFLICT',
    'serving.env.PORT',
  ],
  [
    'the same in an environment',
    { profile: { env: { MODEL_PATH: '/x' } } },
    'CONFLICT',
    'profile.env.MODEL_PATH',
  ],
  [
    'an account that is no name',
    { serving: { serviceAccountName: 'My Account' } },
    'INVALID_NAME',
    'serving.serviceAccountName',
  ],
  [
    'a secret that is no name',
    { serving: { imagePullSecrets: ['ok', '-'] } },
    'INVALID_NAME',
    'serving.imagePullSecrets[1]',
  ],
  [
    'a gateway that is no name',
    { serving: { route: { ...HTTP_ROUTE, gateway: { name: 'A' } } as never } },
    'INVALID_NAME',
    'serving.route.gateway.name',
  ],
  [
    'a host with a port',
    { serving: { route: { ...INGRESS, host: 'a.example:80' } as never } },
    'INVALID_VALUE',
    'serving.route.host',
  ],
  [
    'an address as host',
    { serving: { route: { ...INGRESS, host: '10.0.0.1' } as never } },
    'INVALID_VALUE',
    'serving.route.host',
  ],
  [
    'a route on the way up',
    { serving: { route: { ...HTTP_ROUTE, path: '/a/../b' } } },
    'INVALID_VALUE',
    'serving.route.path',
  ],
  [
    'a route with an empty part',
    { serving: { route: { ...INGRESS, path: '/a//b' } } },
    'INVALID_VALUE',
    'serving.route.path',
  ],
  [
    'an unknown route',
    { serving: { route: foreign({ kind: 'Tunnel' }) } },
    'INVALID_VALUE',
    'serving.route.kind',
  ],
  [
    'half a replica',
    { profile: { replicas: { min: 0.5 } } },
    'INVALID_VALUE',
    'profile.replicas.min',
  ],
  [
    'fewer replicas at most than at least',
    { profile: { replicas: { min: 3, max: 2 } } },
    'CONFLICT',
    'profile.replicas.max',
  ],
  [
    'a quantity that is none',
    { profile: { resources: { requests: { cpu: 'two' } } } },
    'INVALID_VALUE',
    'profile.resources.requests.cpu',
  ],
  [
    'a resource that is none',
    { profile: { resources: { limits: { ram: '8Gi' } } } },
    'INVALID_VALUE',
    'profile.resources.limits.ram',
  ],
  [
    'a request above its limit',
    {
      profile: {
        resources: { requests: { memory: '2Gi' }, limits: { memory: '1000M' } },
      },
    },
    'CONFLICT',
    'profile.resources.requests.memory',
  ],
  [
    'a GPU without limit',
    { profile: { resources: { requests: { 'nvidia.com/gpu': '1' } } } },
    'MISSING',
    'profile.resources.requests.nvidia.com/gpu',
  ],
  [
    'a GPU with another limit',
    {
      profile: {
        resources: {
          requests: { 'nvidia.com/gpu': '1' },
          limits: { 'nvidia.com/gpu': '2' },
        },
      },
    },
    'CONFLICT',
    'profile.resources.requests.nvidia.com/gpu',
  ],
  [
    'half a GPU',
    { profile: { gpu: { count: 0.5 } } },
    'INVALID_VALUE',
    'profile.gpu.count',
  ],
  [
    'half a GPU as limit',
    { profile: { resources: { limits: { 'nvidia.com/gpu': '500m' } } } },
    'INVALID_VALUE',
    'profile.resources.limits.nvidia.com/gpu',
  ],
  [
    'a GPU in two places',
    {
      profile: {
        gpu: { count: 1 },
        resources: { limits: { 'nvidia.com/gpu': '1' } },
      },
    },
    'CONFLICT',
    'profile.gpu',
  ],
  [
    'a GPU of no full name',
    { profile: { gpu: { count: 1, resource: 'gpu' } } },
    'INVALID_VALUE',
    'profile.gpu.resource',
  ],
  [
    'an unknown log level',
    { profile: { logLevel: foreign('chatty') } },
    'INVALID_VALUE',
    'profile.logLevel',
  ],
  [
    'two log levels',
    { profile: { logLevel: 'info', env: { LOG_LEVEL: 'debug' } } },
    'CONFLICT',
    'profile.env.LOG_LEVEL',
  ],
  [
    'the autoscaler of Knative',
    { profile: { ...scaled, autoscaling: { class: 'kpa' } } },
    'CONFLICT',
    'profile.autoscaling.class',
  ],
  [
    'an unknown autoscaler',
    { profile: { ...scaled, autoscaling: { class: foreign('magic') } } },
    'INVALID_VALUE',
    'profile.autoscaling.class',
  ],
  [
    'an autoscaler without bounds',
    { profile: { resources: asked, autoscaling: { class: 'hpa' } } },
    'MISSING',
    'profile.replicas.max',
  ],
  [
    'a share of nothing',
    {
      profile: { replicas: { min: 1, max: 3 }, autoscaling: { class: 'hpa' } },
    },
    'MISSING',
    'profile.resources.requests.cpu',
  ],
  [
    'an autoscaler that cannot measure',
    { profile: { ...scaled, autoscaling: { class: 'hpa', metric: 'rps' } } },
    'CONFLICT',
    'profile.autoscaling.metric',
  ],
  [
    'a measure from nowhere',
    { profile: { ...scaled, autoscaling: { class: 'keda', metric: 'rps' } } },
    'MISSING',
    'profile.autoscaling.prometheus',
  ],
  [
    'a Prometheus with a password',
    {
      profile: {
        ...scaled,
        autoscaling: {
          class: 'keda',
          metric: 'rps',
          prometheus: { ...prometheus, serverAddress: 'http://a:b@c' },
        },
      },
    },
    'INVALID_VALUE',
    'profile.autoscaling.prometheus.serverAddress',
  ],
  [
    'a Prometheus for the CPU',
    {
      profile: {
        ...scaled,
        autoscaling: { class: 'keda', metric: 'cpu', prometheus },
      },
    },
    'IGNORED_FIELD',
    'profile.autoscaling.prometheus',
  ],
  [
    'a sleep that nothing wakes',
    {
      profile: {
        resources: asked,
        replicas: { min: 0, max: 3 },
        autoscaling: { class: 'hpa' },
      },
    },
    'CONFLICT',
    'profile.replicas.min',
  ],
  [
    'a target of zero',
    { profile: { ...scaled, autoscaling: { class: 'hpa', target: 0 } } },
    'INVALID_VALUE',
    'profile.autoscaling.target',
  ],
  [
    'bounds that nothing uses',
    {
      profile: { replicas: { min: 1, max: 3 }, autoscaling: { class: 'none' } },
    },
    'IGNORED_FIELD',
    'profile.replicas.max',
  ],
  [
    'a target that nothing uses',
    { profile: { autoscaling: { class: 'none', target: 5 } } },
    'IGNORED_FIELD',
    'profile.autoscaling.target',
  ],
  [
    'a budget that blocks every node',
    { profile: { disruptionBudget: { minAvailable: 1 } } },
    'CONFLICT',
    'profile.disruptionBudget.minAvailable',
  ],
  [
    'a budget of all',
    {
      profile: {
        replicas: { min: 4 },
        disruptionBudget: { minAvailable: '76%' },
      },
    },
    'CONFLICT',
    'profile.disruptionBudget.minAvailable',
  ],
  [
    'a budget of none',
    { profile: { disruptionBudget: { maxUnavailable: 0 } } },
    'CONFLICT',
    'profile.disruptionBudget.maxUnavailable',
  ],
  [
    'a budget that is none',
    { profile: { disruptionBudget: { minAvailable: 'half' } } },
    'INVALID_VALUE',
    'profile.disruptionBudget.minAvailable',
  ],
  [
    'two budgets',
    {
      profile: {
        disruptionBudget: foreign({ minAvailable: 1, maxUnavailable: 1 }),
      },
    },
    'CONFLICT',
    'profile.disruptionBudget',
  ],
  [
    'a canary without a route',
    { profile: { canary } },
    'IGNORED_FIELD',
    'profile.canary',
  ],
  [
    'a canary behind an Ingress',
    { serving: { route: INGRESS }, profile: { canary } },
    'IGNORED_FIELD',
    'profile.canary',
  ],
  [
    'a canary of the same image',
    {
      delivery: 'image',
      serving: { route: HTTP_ROUTE, image: SERVER_IMAGE },
      profile: { canary },
    },
    'CONFLICT',
    'profile.canary',
  ],
  [
    'a canary of more than all',
    {
      serving: { route: HTTP_ROUTE },
      profile: { canary: { ...canary, trafficPercent: 101 } },
    },
    'INVALID_VALUE',
    'profile.canary.trafficPercent',
  ],
  [
    'a canary by tag',
    {
      serving: { route: HTTP_ROUTE },
      profile: { canary: { ...canary, digest: '1.1.0' } },
    },
    'INVALID_VALUE',
    'profile.canary.digest',
  ],
  [
    'further canaries alone',
    { serving: { route: HTTP_ROUTE }, profile: { furtherCanaries: [canary] } },
    'MISSING',
    'profile.canary',
  ],
  [
    'canaries of more than all',
    {
      serving: { route: HTTP_ROUTE },
      profile: {
        canary: { ...canary, trafficPercent: 60 },
        furtherCanaries: [{ ...canary, trafficPercent: 60 }],
      },
    },
    'CONFLICT',
    'profile.furtherCanaries',
  ],
  [
    'a label that is none',
    { profile: { nodeSelector: { 'a b': 'c' } } },
    'INVALID_VALUE',
    'profile.nodeSelector',
  ],
  [
    'a toleration that is none',
    { profile: { tolerations: [{ keys: 'a' }] } },
    'INVALID_VALUE',
    'profile.tolerations[0]',
  ],
];

describe('listDeploymentProblems', () => {
  it.each([
    ['the smallest declaration', {}],
    ['a base', { package: foreign(undefined) }],
    [
      'all that an environment may want',
      { serving: { route: HTTP_ROUTE }, profile: FULL_PROFILE },
    ],
    ['a ModelPack for kit', { package: { format: 'modelpack' } }],
    [
      'a modelcar as volume',
      { delivery: 'image-volume', package: { format: 'modelcar' } },
    ],
    [
      'a model that sleeps',
      {
        profile: {
          replicas: { min: 0, max: 2 },
          autoscaling: { class: 'keda', metric: 'rps', prometheus },
        },
      },
    ],
    [
      'a limit that stands for a request',
      {
        profile: {
          replicas: { min: 1, max: 2 },
          resources: { limits: { cpu: '1' } },
        },
      },
    ],
  ] as readonly (readonly [string, Changes])[])(
    'has nothing against %s',
    (_, changes) => {
      expect(listDeploymentProblems(deploymentInput(changes))).toEqual([]);
    },
  );

  it.each(REFUSALS)('refuses %s', (_, changes, code, field) => {
    const input = deploymentInput(changes);
    expect(listDeploymentProblems(input)).toContainEqual(
      expect.objectContaining({ code, field }),
    );
    expect(() => buildDeploymentObjects(input)).toThrow(
      expect.objectContaining({ name: 'ManifestError' }),
    );
  });

  it('says what is wrong, where and what to do', () => {
    expect(
      listDeploymentProblems(
        deploymentInput({ profile: { disruptionBudget: { minAvailable: 1 } } }),
      ),
    ).toEqual([
      {
        code: 'CONFLICT',
        field: 'profile.disruptionBudget.minAvailable',
        message:
          'With 1 replica and minAvailable 1 no pod could ever be evicted, and a node with one could not be emptied: raise profile.replicas.min, or change the budget.',
      },
    ]);
  });

  it('shows little of a text that is long or hostile', () => {
    const problems = listDeploymentProblems(
      deploymentInput({
        serving: { livenessPath: `\u0007${'a'.repeat(9999)}` },
        profile: { env: { ['x y'.repeat(999)]: '1' } },
      }),
    );
    expect(problems).toHaveLength(2);
    for (const { message, field } of problems) {
      expect(message.length).toBeLessThan(250);
      expect(field.length).toBeLessThan(150);
      expect(message).not.toMatch(/\p{C}/u);
    }
  });

  it('lists every problem at once', () => {
    expect(
      listDeploymentProblems(
        deploymentInput({
          serving: { port: 1, image: undefined },
          profile: { gpu: { count: -1 } },
        }),
      ).map(({ field }) => field),
    ).toEqual(['serving.image', 'serving.port', 'profile.gpu.count']);
  });
});

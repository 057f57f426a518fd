import type {
  DeclaredEnvironment,
  DeploymentSpec,
  EnvironmentProfile,
  InferenceServiceSpec,
  LlmInferenceServiceSpec,
  ModelDeclaration,
  ServingSpec,
} from '../../declaration';
import { PROFILE_PRESETS } from '../presets';

export function digestOf(character: string): string {
  return `sha256:${character.repeat(64)}`;
}

export const inferenceService: InferenceServiceSpec = {
  kind: 'InferenceService',
  deploymentMode: 'Standard',
  modelFormat: { name: 'sklearn' },
  storage: { scheme: 'oci' },
};

export const llm: LlmInferenceServiceSpec = {
  kind: 'LLMInferenceService',
  storage: { scheme: 'oci' },
};

export const deployment: DeploymentSpec = {
  kind: 'Deployment',
  delivery: 'image-volume',
  image: `registry.example.com/server@${digestOf('f')}`,
  args: ['--template={{ .model }}'],
  env: { SHARED: '1' },
  route: { kind: 'HTTPRoute', gateway: { name: 'models' } },
};

export const canary = {
  trafficPercent: 10,
  version: '1.1.0',
  digest: digestOf('b'),
};

/** Three environments that differ in every way that a profile has. */
export function threeEnvironments(
  options: {
    readonly suffix?: '' | '-gpu';
    readonly staging?: Partial<EnvironmentProfile>;
    /** Nothing scales an LLMInferenceService by CPU. */
    readonly isFixed?: boolean;
  } = {},
): DeclaredEnvironment[] {
  const { suffix = '', staging, isFixed = false } = options;
  const preset = (name: 'dev' | 'staging' | 'production') => {
    const { autoscaling, replicas, ...profile } =
      PROFILE_PRESETS[`${name}${suffix}`];
    return isFixed
      ? { ...profile, replicas: { min: replicas!.min } }
      : { ...profile, autoscaling, replicas };
  };
  return [
    { name: 'dev', namespace: 'models', profile: preset('dev') },
    {
      name: 'staging',
      namespace: 'models-staging',
      profile: { ...preset('staging'), ...staging },
      package: {
        repository: 'registry.example.com/models/iris',
        version: '1.0.1',
        digest: digestOf('c'),
      },
    },
    {
      name: 'production',
      namespace: 'models-production',
      profile: {
        ...preset('production'),
        env: { EXTRA: 'no', SHARED: '2' },
        nodeSelector: { pool: 'gpu' },
        tolerations: [{ key: 'gpu', operator: 'Exists' }],
      },
    },
  ];
}

export function declarationOf(
  serving: ServingSpec,
  environments: readonly DeclaredEnvironment[] = threeEnvironments(),
): ModelDeclaration {
  return {
    name: 'iris',
    package: {
      repository: 'registry.example.com/models/iris',
      version: '1.0.0',
      digest: digestOf('a'),
    },
    serving,
    environments,
    form: 'kustomize',
  };
}

const withCanary = threeEnvironments({ staging: { canary } });
const gpuWithCanary = threeEnvironments({
  suffix: '-gpu',
  staging: { canary },
});

/** What is declared in all the tests that hold the forms against what is rendered. */
export const DECLARATIONS: readonly (readonly [string, ModelDeclaration])[] = [
  ['an InferenceService', declarationOf(inferenceService)],
  [
    'one with GPUs and a canary',
    declarationOf(inferenceService, gpuWithCanary),
  ],
  [
    'one of Knative with a canary',
    declarationOf(
      { ...inferenceService, deploymentMode: 'Knative' },
      withCanary,
    ),
  ],
  [
    'one with a container of its own',
    declarationOf({
      ...inferenceService,
      modelFormat: undefined,
      container: {
        name: 'kserve-container',
        image: `registry.example.com/server@${digestOf('e')}`,
        args: ['--port=8080'],
      },
    }),
  ],
  [
    'one that asks for nothing',
    declarationOf(inferenceService, [
      { name: 'dev', namespace: 'models', profile: {} },
    ]),
  ],
  ['a Deployment', declarationOf(deployment)],
  [
    'a Deployment with GPUs and a canary',
    declarationOf(deployment, gpuWithCanary),
  ],
  [
    'a Deployment whose image holds the model',
    declarationOf({
      ...deployment,
      image: undefined,
      delivery: 'image',
      route: { kind: 'Ingress', host: 'iris.example.com' },
    }),
  ],
  [
    'a Deployment that unpacks the model',
    declarationOf({
      ...deployment,
      delivery: 'init-container',
      unpackImage: `registry.example.com/kit@${digestOf('9')}`,
    }),
  ],
  [
    'an LLMInferenceService',
    declarationOf(llm, threeEnvironments({ suffix: '-gpu', isFixed: true })),
  ],
  [
    'an LLMInferenceService with a canary',
    declarationOf(
      { ...llm, isRouted: true },
      threeEnvironments({ suffix: '-gpu', isFixed: true, staging: { canary } }),
    ),
  ],
];

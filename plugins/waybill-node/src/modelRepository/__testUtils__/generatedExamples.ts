import type {
  ModelDeclaration,
  ServingSpec,
} from '@waybill/backstage-plugin-waybill-common';
import type { ModelRepositoryInput } from '../ModelRepositoryInput';

const DIGEST = `sha256:${'4f53cda18c2baa0c0354bb5f9a3ecbe5'.repeat(2)}`;

/** The three environments of the guides. */
export const ENVIRONMENTS: ModelDeclaration['environments'] = [
  {
    name: 'dev',
    namespace: 'models-dev',
    profile: { replicas: { min: 1 }, logLevel: 'debug' },
  },
  {
    name: 'staging',
    namespace: 'models-staging',
    profile: {
      replicas: { min: 2 },
      resources: {
        requests: { cpu: '500m', memory: '512Mi' },
        limits: { memory: '1Gi' },
      },
    },
  },
  {
    name: 'production',
    namespace: 'models',
    profile: {
      replicas: { min: 2, max: 6 },
      resources: {
        requests: { cpu: '1', memory: '1Gi' },
        limits: { memory: '2Gi' },
      },
      autoscaling: { class: 'hpa', metric: 'cpu', target: 80 },
      disruptionBudget: { minAvailable: 1 },
      isMonitored: true,
    },
  },
];

export function declarationOf(
  name: string,
  serving: ServingSpec,
  change: Partial<ModelDeclaration> = {},
): ModelDeclaration {
  return {
    name,
    package: {
      repository: `registry.example.com/models/${name}`,
      version: '1.0.0',
      digest: DIGEST,
    },
    serving,
    environments: ENVIRONMENTS,
    form: 'kustomize',
    ...change,
  };
}

/** The repositories in `examples/generated`, by their folder. */
export const GENERATED_EXAMPLES: Readonly<
  Record<string, ModelRepositoryInput>
> = {
  'iris-sklearn': {
    declaration: declarationOf('iris', {
      kind: 'InferenceService',
      deploymentMode: 'Standard',
      modelFormat: { name: 'sklearn' },
      storage: { scheme: 'kit' },
    }),
    variant: 'sklearn',
    ci: ['github', 'gitlab', 'tekton'],
    title: 'Iris species',
    description: 'Tells three species of iris apart',
    license: 'Apache-2.0',
    owner: 'group:default/ml-team',
    system: 'flowers',
  },
  'sentiment-transformers': {
    declaration: declarationOf('sentiment', {
      kind: 'Deployment',
      delivery: 'init-container',
      image: `registry.example.com/servers/sentiment@${DIGEST}`,
      unpackImage: `registry.example.com/tools/kit@${DIGEST}`,
    }),
    variant: 'transformers',
    ci: ['github', 'gitlab', 'tekton'],
    title: 'Sentiment of reviews',
    description: 'Says whether a sentence is positive or negative',
    license: 'Apache-2.0',
    owner: 'group:default/ml-team',
    system: 'reviews',
  },
  'digits-onnx': {
    declaration: declarationOf(
      'digits',
      {
        kind: 'InferenceService',
        deploymentMode: 'Standard',
        modelFormat: { name: 'onnx' },
        runtime: 'kserve-tritonserver',
        protocolVersion: 'v2',
        storage: { scheme: 'oci' },
      },
      { form: 'helm' },
    ),
    variant: 'onnx',
    ci: ['github', 'gitlab', 'tekton'],
    title: 'Handwritten digits',
    description: 'Reads one handwritten digit from an image of 8 by 8 pixels',
    license: 'Apache-2.0',
    owner: 'group:default/ml-team',
    baseImage: `registry.example.com/base/busybox@${DIGEST}`,
  },
};

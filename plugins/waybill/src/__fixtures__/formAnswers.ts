import {
  PROFILE_PRESETS,
  type EditPreview,
  type EnvironmentList,
  type ReferencePreview,
  type RegistryList,
  type RepositoryTags,
} from '@waybill/backstage-plugin-waybill-common';

/** Three environments of two engines, as a portal is configured. */
export const ENVIRONMENT_LIST: EnvironmentList = {
  isSandbox: false,
  hasBaseImage: true,
  items: [
    { name: 'dev', title: 'Development', cluster: 'a', namespace: 'models' },
    { name: 'staging', title: 'Staging', cluster: 'b', namespace: 'models' },
    {
      name: 'production',
      title: 'Production',
      cluster: 'c',
      namespace: 'models',
    },
  ],
  places: [
    {
      name: 'dev',
      cluster: { kubernetesVersion: 'v1.35.2' },
      kserve: { version: 'v0.20.0', storagePrefixes: ['kit://'] },
    },
    {
      name: 'production',
      cluster: { kubernetesVersion: 'v1.29.0' },
      kserve: { version: 'v0.20.0', storagePrefixes: [] },
    },
  ],
  presets: [
    {
      name: 'dev',
      engine: 'flux',
      source: 'oci',
      form: 'kustomize',
      profile: PROFILE_PRESETS.dev,
    },
    {
      name: 'staging',
      engine: 'flux',
      source: 'oci',
      form: 'kustomize',
      profile: {},
    },
    {
      name: 'production',
      engine: 'argo-cd',
      source: 'git',
      form: 'kustomize',
      profile: PROFILE_PRESETS.production,
    },
  ],
};

export const REGISTRY_LIST: RegistryList = {
  items: [{ host: 'registry.example.com' }, { host: '127.0.0.1:5100' }],
  defaults: { registry: '127.0.0.1:5100', repositoryPrefix: 'models' },
};

export const TAGS: RepositoryTags = {
  repository: '127.0.0.1:5100/models/iris',
  tags: ['1.2.0', '1.1.0', '1.0.0'],
  total: 3,
};

const pinned = (version: string, digit: string) => `# Reviewed by the platform team
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: iris
  annotations:
    waybill.dev/version: ${version}
spec:
  predictor:
    model:
      storageUri: oci://127.0.0.1:5100/models/iris@sha256:${digit.repeat(64)}
`;

export const EDIT_PREVIEW: EditPreview = {
  commit: '4f1c2d9e8b7a6f5e4d3c2b1a0f9e8d7c6b5a4f3e',
  edits: ['dev', 'staging'].map(name => ({
    path: `deploy/environments/${name}/inference-service.yaml`,
    before: pinned('1.2.0', 'a'),
    after: pinned('1.3.0', 'b'),
  })),
  notes: [
    'deploy/environments/dev/inference-service.yaml:11 named the model by tag',
  ],
  refusals: [],
};

export const EDIT_REFUSAL: EditPreview = {
  commit: EDIT_PREVIEW.commit,
  edits: [],
  notes: [],
  refusals: [
    {
      code: 'TEMPLATED_VALUE',
      path: 'deploy/environments/production/values.yaml',
      line: 7,
      message:
        'The storageUri is written by a template: change it where it is set',
    },
  ],
};

export const REFERENCE_PREVIEW: ReferencePreview = {
  commit: EDIT_PREVIEW.commit,
  references: [
    {
      environment: 'dev',
      path: 'apps/iris/overlays/dev/model.yaml',
      line: 12,
      document: 0,
      field: 'spec.predictor.model.storageUri',
      object: {
        apiVersion: 'serving.kserve.io/v1beta1',
        kind: 'InferenceService',
        name: 'iris',
      },
      role: 'model',
      track: 'stable',
      value: `oci://127.0.0.1:5100/models/iris@sha256:${'a'.repeat(64)}`,
      repository: '127.0.0.1:5100/models/iris',
      digest: `sha256:${'a'.repeat(64)}`,
      version: '1.2.0',
      appliedBy: 'Kustomization flux-system/iris',
    },
    {
      environment: 'production',
      path: 'apps/iris/overlays/production/kustomization.yaml',
      line: 9,
      document: 0,
      field: 'images[0].newTag',
      object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'iris' },
      role: 'image',
      track: 'stable',
      value: '127.0.0.1:5100/models/iris:1.1.0',
      repository: '127.0.0.1:5100/models/iris',
      tag: '1.1.0',
    },
  ],
  total: 2,
  notes: [],
  refusals: [],
};

import {
  PROFILE_PRESETS,
  type EditPreview,
  type EnvironmentList,
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

const PIN = (version: string, digit: string) => `# Reviewed by the platform team
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
    before: PIN('1.2.0', 'a'),
    after: PIN('1.3.0', 'b'),
  })),
  refusals: [
    {
      code: 'TEMPLATED_VALUE',
      path: 'deploy/environments/production/values.yaml',
      line: 7,
      message:
        "The storageUri is written by a template: change 'model.digest' where it is set.",
    },
  ],
};

import type { RepositoryFile } from '../../environments/RepositoryFile';

export const IRIS = 'registry.example.com/models/iris';
export const OLD = `sha256:${'a'.repeat(64)}`;
export const NEW = `sha256:${'b'.repeat(64)}`;

/** Files of a repository by path. */
export type Repository = Readonly<Record<string, string>>;

export function filesOf(repository: Repository): RepositoryFile[] {
  return Object.entries(repository).map(([path, content]) => ({
    path,
    content,
  }));
}

export const INFERENCE_SERVICE = `apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: iris
spec:
  predictor:
    model:
      modelFormat:
        name: sklearn
`;

export function pin(uri = `oci://${IRIS}@${OLD}`, version = '1.0.0'): string {
  return `apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: iris
  annotations:
    waybill.dev/version: ${version} # what people read
spec:
  predictor:
    model:
      storageUri: ${uri}
`;
}

export function overlay(
  environment: string,
  patch = 'path: model.yaml',
): Repository {
  const folder = `deploy/environments/${environment}`;
  return {
    [`${folder}/kustomization.yaml`]: `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: ml-${environment}
resources:
  - ../../base
patches:
  - ${patch}
`,
    [`${folder}/model.yaml`]: pin(),
  };
}

export const BASE: Repository = {
  'deploy/base/kustomization.yaml': `resources:
  - model.yaml
`,
  'deploy/base/model.yaml': INFERENCE_SERVICE,
};

/** As Waybill lays a repository out. */
export const OWN_LAYOUT: Repository = {
  ...BASE,
  ...overlay('dev'),
  ...overlay('staging'),
  ...overlay('production'),
};

/** A Deployment with a server's image and a model beside it. */
export function deployment(image: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: iris
spec:
  template:
    spec:
      containers:
        - name: server
          image: ${image}
`;
}

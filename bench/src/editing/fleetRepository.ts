import type { RepositoryFile } from '@waybill/backstage-plugin-waybill-common';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const ENVIRONMENTS = ['dev', 'staging', 'production'];

export function repositoryOf(model: number): string {
  return `registry.example.com/models/model-${model}`;
}

/**
 * A repository of a whole department: for each model a base and three environments, by Flux, and things beside that have
 * nothing to do with models.
 *
 * @param fileCount - of YAML files
 */
export function buildFleetRepository(fileCount: number): RepositoryFile[] {
  const files: RepositoryFile[] = [];
  for (let model = 0; files.length < fileCount; model++) {
    files.push(...filesOfModel(model), ...otherFiles(model));
  }
  return files.slice(0, fileCount);
}

function filesOfModel(model: number): RepositoryFile[] {
  const folder = `apps/model-${model}`;
  return [
    file(
      `${folder}/base/kustomization.yaml`,
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - model.yaml\n',
    ),
    file(`${folder}/base/model.yaml`, inferenceService(model, '')),
    ...ENVIRONMENTS.flatMap(environment => [
      file(
        `${folder}/overlays/${environment}/kustomization.yaml`,
        `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: ${environment}
resources:
  - ../../base
patches:
  - path: model.yaml
`,
      ),
      file(
        `${folder}/overlays/${environment}/model.yaml`,
        inferenceService(
          model,
          `      storageUri: oci://${repositoryOf(model)}@${DIGEST}\n`,
        ),
      ),
      file(
        `clusters/${environment}/model-${model}.yaml`,
        `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: model-${model}
  namespace: flux-system
spec:
  interval: 10m
  path: ./${folder}/overlays/${environment}
  prune: true
  sourceRef:
    kind: GitRepository
    name: fleet
`,
      ),
    ]),
  ];
}

/** Two kibibytes each: what a dashboard or a set of rules has at least. */
function otherFiles(model: number): RepositoryFile[] {
  return [1, 2].map(at =>
    file(
      `monitoring/rules-${model}-${at}.yaml`,
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: rules-${model}-${at}\ndata:\n${Array.from(
        { length: 40 },
        (_, row) =>
          `  rule-${row}: "sum by (model) (rate(requests_total[5m]))"\n`,
      ).join('')}`,
    ),
  );
}

function inferenceService(model: number, storage: string): string {
  return `apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: model-${model}
  annotations:
    waybill.dev/version: 1.0.0
spec:
  predictor:
    model:
      modelFormat:
        name: sklearn
${storage}`;
}

function file(path: string, content: string): RepositoryFile {
  return { path, content };
}

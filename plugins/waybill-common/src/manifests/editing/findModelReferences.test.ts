import { findModelReferences } from './references/findModelReferences';
import {
  BASE,
  deployment,
  filesOf,
  IRIS,
  OLD,
  overlay,
  OWN_LAYOUT,
  pin,
} from './__testUtils__/repositories';

const flux = (
  name: string,
  path: string,
) => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}, namespace: flux-system}
spec:
  sourceRef: {kind: GitRepository, name: models}
  path: ${path}
`;

describe('findModelReferences', () => {
  it('says for each environment which file, line and field win, and who applies it', () => {
    const { references, refusals } = findModelReferences(
      filesOf({
        ...OWN_LAYOUT,
        'clusters/dev/iris.yaml': flux('iris', './deploy/environments/dev'),
      }),
    );
    expect(refusals).toEqual([]);
    expect(references[0]).toEqual({
      path: 'deploy/environments/dev/model.yaml',
      line: 10,
      document: 0,
      field: 'spec.predictor.model.storageUri',
      object: {
        apiVersion: 'serving.kserve.io/v1beta1',
        kind: 'InferenceService',
        name: 'iris',
        namespace: 'ml-dev',
      },
      role: 'model',
      track: 'stable',
      value: `oci://${IRIS}@${OLD}`,
      repository: IRIS,
      digest: OLD,
      version: '1.0.0',
      environment: 'dev',
      appliedBy: 'Kustomization flux-system/iris',
      appliedAt: { path: 'clusters/dev/iris.yaml', line: 1 },
    });
    expect(
      references.map(({ environment, appliedBy }) => [environment, appliedBy]),
    ).toEqual([
      ['dev', 'Kustomization flux-system/iris'],
      ['production', undefined],
      ['staging', undefined],
    ]);
  });

  it('does not take a base for an environment', () => {
    const { references } = findModelReferences(
      filesOf({
        ...BASE,
        ...overlay('dev'),
        'deploy/base/model.yaml': pin('oci://registry.example.com/a/base:1'),
      }),
    );
    expect(references.map(({ path }) => path)).toEqual([
      'deploy/environments/dev/model.yaml',
    ]);
  });

  it('follows Flux from the cluster to the overlay that it applies', () => {
    const { references } = findModelReferences(
      filesOf({
        ...OWN_LAYOUT,
        'clusters/eu/flux-system/kustomization.yaml':
          'resources: [apps.yaml]\n',
        'clusters/eu/flux-system/apps.yaml': flux(
          'apps',
          './deploy/environments/production',
        ),
        'clusters/eu/kustomization.yaml': `resources: [flux-system]
patches:
  - target: {kind: Kustomization, name: apps}
    patch: '[{"op": "replace", "path": "/spec/path", "value": "./deploy/environments/staging"}]'
`,
      }),
    );
    expect(
      references.map(({ path, appliedBy }) => [path.split('/')[2], appliedBy]),
    ).toEqual([
      ['dev', undefined],
      ['production', undefined],
      ['staging', 'Kustomization flux-system/apps'],
    ]);
  });

  it('finds the objects of a List, images by tag, and several documents', () => {
    const { references } = findModelReferences(
      filesOf({
        'k8s/dev/all.yaml': `# ours
---
apiVersion: v1
kind: List
items:
  - apiVersion: serving.kserve.io/v1alpha2
    kind: LLMInferenceService
    metadata: {name: chat}
    spec: {model: {uri: "kit://registry.example.com/models/chat:2.0.0"}}
---
${deployment('registry.example.com/models/iris:1.0.0')}`,
      }),
    );
    expect(
      references.map(({ line, document, field, role, repository, tag }) => ({
        line,
        document,
        field,
        role,
        repository,
        tag,
      })),
    ).toEqual([
      {
        line: 9,
        document: 0,
        field: 'items[0].spec.model.uri',
        role: 'model',
        repository: 'registry.example.com/models/chat',
        tag: '2.0.0',
      },
      {
        line: 20,
        document: 1,
        field: 'spec.template.spec.containers[0].image',
        role: 'image',
        repository: IRIS,
        tag: '1.0.0',
      },
    ]);
  });

  it('tells of a model that no registry has, without a repository', () => {
    const { references } = findModelReferences(
      filesOf({ 'k8s/dev/model.yaml': pin('s3://models/iris') }),
    );
    expect(references).toMatchObject([
      { value: 's3://models/iris', environment: 'dev' },
    ]);
    expect(references[0].repository).toBeUndefined();
  });

  it('looks for one model alone where it is asked to', () => {
    const files = filesOf({
      'k8s/dev/iris.yaml': pin(),
      'k8s/dev/rose.yaml': pin().replace(/iris/g, 'rose'),
    });
    const pathsOf = (query: object) =>
      findModelReferences(files, query).references.map(({ path }) => path);
    expect(pathsOf({ repository: IRIS })).toEqual(['k8s/dev/iris.yaml']);
    expect(pathsOf({ name: 'rose' })).toEqual(['k8s/dev/rose.yaml']);
    expect(pathsOf({})).toHaveLength(2);
  });

  it('says what it did not understand, with file and line', () => {
    const { refusals } = findModelReferences(
      filesOf({
        ...OWN_LAYOUT,
        'deploy/environments/dev/kustomization.yaml':
          'resources:\n  - ../../base\n  - github.com/acme/base?ref=v1\npatches: [{path: model.yaml}]\n',
      }),
      { repository: IRIS },
    );
    expect(refusals).toMatchObject([
      {
        code: 'REMOTE_SOURCE',
        path: 'deploy/environments/dev/kustomization.yaml',
        line: 3,
      },
    ]);
  });

  it('refuses more than it looks at', () => {
    const content = 'x'.repeat(1_000_000);
    const files = Array.from({ length: 140 }, (_, at) => ({
      path: `${at}.yaml`,
      content,
    }));
    expect(() => findModelReferences(files)).toThrow(
      expect.objectContaining({ code: 'TOO_MANY_FILES' }),
    );
  });
});

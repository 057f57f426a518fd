import { parse } from 'yaml';
import { buildDeployFiles, declareModel } from './environments';
import {
  buildModelRepository,
  type ModelRepositoryInput,
} from './modelRepository';

const digest = `sha256:${'ab'.repeat(32)}`;

const valid: ModelRepositoryInput = {
  name: 'iris',
  description: 'Tells three species of iris apart',
  license: 'Apache-2.0',
  owner: 'group:default/ml-team',
  repository: '127.0.0.1:5100/models/iris',
  version: '1.0.0',
  digest,
  modelFormat: { name: 'sklearn' },
  environments: [
    { name: 'dev', namespace: 'models' },
    { name: 'production', namespace: 'models-production' },
  ],
};

describe('buildModelRepository', () => {
  const files = new Map(
    buildModelRepository(valid).map(file => [file.path, file.content]),
  );

  it('writes the agreed files and no other', () => {
    expect([...files.keys()].sort()).toEqual([
      'README.md',
      'catalog-info.yaml',
      'deploy/base/inference-service.yaml',
      'deploy/base/kustomization.yaml',
      'deploy/environments/dev/inference-service.yaml',
      'deploy/environments/dev/kustomization.yaml',
      'deploy/environments/production/inference-service.yaml',
      'deploy/environments/production/kustomization.yaml',
    ]);
  });

  it('registers the model with the repository of its versions', () => {
    expect(parse(files.get('catalog-info.yaml')!)).toEqual({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Resource',
      metadata: {
        name: 'iris',
        description: 'Tells three species of iris apart',
        annotations: {
          'waybill.dev/repository': '127.0.0.1:5100/models/iris',
          'backstage.io/kubernetes-id': 'iris',
        },
        tags: ['sklearn'],
      },
      spec: { type: 'ai-model', owner: 'group:default/ml-team' },
    });
  });

  it('writes a base that names no model and always says the deployment mode', () => {
    expect(files.get('deploy/base/inference-service.yaml')).toBe(
      [
        'apiVersion: serving.kserve.io/v1beta1',
        'kind: InferenceService',
        'metadata:',
        '  name: iris',
        '  labels:',
        '    backstage.io/kubernetes-id: iris',
        '  annotations:',
        '    serving.kserve.io/deploymentMode: Standard',
        'spec:',
        '  predictor:',
        '    model:',
        '      modelFormat:',
        '        name: sklearn',
        '',
      ].join('\n'),
    );
  });

  it('pins the digest in each environment, and says the version beside it', () => {
    expect(
      parse(
        files.get('deploy/environments/production/inference-service.yaml')!,
      ),
    ).toEqual({
      apiVersion: 'serving.kserve.io/v1beta1',
      kind: 'InferenceService',
      metadata: {
        name: 'iris',
        annotations: { 'waybill.dev/version': '1.0.0' },
      },
      spec: {
        predictor: {
          model: { storageUri: `oci://127.0.0.1:5100/models/iris@${digest}` },
        },
      },
    });
    expect(
      parse(files.get('deploy/environments/production/kustomization.yaml')!),
    ).toEqual({
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      namespace: 'models-production',
      resources: ['../../base'],
      patches: [{ path: 'inference-service.yaml' }],
    });
  });

  it('tells in the README what was shipped and how to verify it', () => {
    const readme = files.get('README.md')!;
    expect(readme).toContain('# iris\n\nTells three species of iris apart\n');
    expect(readme).toContain(
      `cosign verify --key cosign.pub --insecure-ignore-tlog 127.0.0.1:5100/models/iris@${digest}`,
    );
    expect(readme).toContain('| License | Apache-2.0 |');
    expect(readme).not.toContain('## Model card');
  });

  it('puts the model’s own card below, with its headings nested and its code left alone', () => {
    const card =
      '# Iris\n\n## Data\n\n```sh\n# not a heading\n```\n###### deep\n';
    const [, readme] = buildModelRepository({ ...valid, modelCard: card });
    expect(readme.content.slice(readme.content.indexOf('## Model card'))).toBe(
      '## Model card\n\n### Iris\n\n#### Data\n\n```sh\n# not a heading\n```\n###### deep\n',
    );
  });

  it('gives the same bytes for the same input', () => {
    expect(buildModelRepository({ ...valid })).toEqual(
      buildModelRepository(valid),
    );
  });

  it('keeps text that YAML would read as something else', () => {
    const [catalogInfo] = buildModelRepository({
      ...valid,
      description: 'no',
      title: 'multi: line\n# not a comment\n--- &anchor',
    });
    expect(
      parse(catalogInfo.content, { version: '1.1' }).metadata,
    ).toMatchObject({
      description: 'no',
      title: 'multi: line\n# not a comment\n--- &anchor',
    });
  });

  it.each<[Partial<ModelRepositoryInput>, string]>([
    [{ name: 'Iris' }, 'INVALID_NAME'],
    [{ name: '1iris' }, 'INVALID_NAME'],
    [{ name: 'iris-' }, 'INVALID_NAME'],
    [{ name: 'a'.repeat(49) }, 'INVALID_NAME'],
    [{ name: '../iris' }, 'INVALID_NAME'],
    [{ version: 'latest' }, 'TAG_LATEST'],
    [{ version: '1.0' }, 'INVALID_VERSION'],
    [{ version: '1.0.0+build' }, 'INVALID_TAG'],
    [{ digest: '' }, 'INVALID_DIGEST'],
    [{ digest: 'latest' }, 'INVALID_DIGEST'],
    [{ digest: `sha256:${'AB'.repeat(32)}` }, 'INVALID_DIGEST'],
    [{ repository: 'iris' }, 'INVALID_REFERENCE'],
    [{ repository: 'registry.example.com/Models/iris' }, 'INVALID_PATH'],
    [{ repository: 'registry.example.com/iris:1.0.0' }, 'INVALID_REFERENCE'],
    [{ repository: 'registry.example.com/../iris' }, 'INVALID_PATH'],
    [{ owner: '' }, 'INVALID_OWNER'],
    [{ owner: 'a:b:c' }, 'INVALID_OWNER'],
    [{ owner: 'group:default/ml team' }, 'INVALID_OWNER'],
    [{ environments: [] }, 'NO_ENVIRONMENT'],
    [
      { environments: [{ name: '../dev', namespace: 'models' }] },
      'INVALID_NAME',
    ],
    [{ environments: [{ name: 'dev', namespace: 'Models' }] }, 'INVALID_NAME'],
  ])('refuses %j with %s', (change, code) => {
    expect(() => buildModelRepository({ ...valid, ...change })).toThrow(
      expect.objectContaining({ code }),
    );
  });
});

describe('buildDeployFiles', () => {
  it('takes a runtime, a format version and a protocol', () => {
    const [base] = buildDeployFiles(
      declareModel({
        ...valid,
        runtime: 'kserve-mlserver',
        protocolVersion: 'v2',
        modelFormat: { name: 'sklearn', version: '1' },
      }),
    );
    expect(parse(base.content).spec.predictor.model).toEqual({
      modelFormat: { name: 'sklearn', version: '1' },
      runtime: 'kserve-mlserver',
      protocolVersion: 'v2',
    });
  });
});

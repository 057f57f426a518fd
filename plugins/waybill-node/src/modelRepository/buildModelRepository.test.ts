import { parse, parseAllDocuments } from 'yaml';
import { isExecutable, buildModelRepository } from './buildModelRepository';
import {
  CI_SYSTEMS,
  MODEL_VARIANTS,
  type ModelRepositoryInput,
} from './ModelRepositoryInput';
import { declarationOf, ENVIRONMENTS } from './__testUtils__/generatedExamples';

const SERVINGS = {
  kserve: {
    kind: 'InferenceService',
    deploymentMode: 'Standard',
    modelFormat: { name: 'sklearn' },
    storage: { scheme: 'oci' },
  },
  kit: {
    kind: 'InferenceService',
    deploymentMode: 'Standard',
    modelFormat: { name: 'sklearn' },
    storage: { scheme: 'kit' },
  },
  llm: { kind: 'LLMInferenceService', storage: { scheme: 'oci' } },
  deployment: {
    kind: 'Deployment',
    delivery: 'image-volume',
    image: `registry.example.com/servers/m@sha256:${'ab'.repeat(32)}`,
  },
} as const;

const valid: ModelRepositoryInput = {
  declaration: declarationOf('iris', SERVINGS.kserve),
  owner: 'group:default/ml-team',
};

async function build(change: Partial<ModelRepositoryInput> = {}) {
  const files = await buildModelRepository({ ...valid, ...change });
  return new Map(files.map(({ path, content }) => [path, content]));
}

describe('buildModelRepository', () => {
  describe('when no variant is asked for', () => {
    it('writes what is delivered, the entity and the documentation, and no code', async () => {
      const files = await build();
      expect(
        [...files.keys()].filter(path => !path.startsWith('deploy/')).sort(),
      ).toEqual([
        'README.md',
        'catalog-info.yaml',
        'docs/index.md',
        'mkdocs.yml',
      ]);
      expect(files.has('deploy/base/inference-service.yaml')).toBe(true);
    });

    it('tells in the README what was shipped and how to verify it', async () => {
      const files = await build({
        description: 'Tells three species of iris apart',
        license: 'Apache-2.0',
      });
      const { repository, digest } = valid.declaration.package;
      const readme = files.get('README.md')!;
      expect(readme).toContain('# iris\n\nTells three species of iris apart\n');
      expect(readme).toContain(
        `cosign verify --key cosign.pub --insecure-ignore-tlog ${repository}@${digest}`,
      );
      expect(readme).toContain('| License | Apache-2.0 |');
    });

    it('registers the model alone, with its documentation', async () => {
      const files = await build();
      const [model, ...others] = parseAllDocuments(
        files.get('catalog-info.yaml')!,
      ).map(document => document.toJS());
      expect(others).toEqual([]);
      expect(model.metadata.annotations).toEqual({
        'waybill.dev/repository': 'registry.example.com/models/iris',
        'backstage.io/kubernetes-id': 'iris',
        'backstage.io/techdocs-ref': 'dir:.',
      });
    });

    it('refuses a pipeline, which would have nothing to build', async () => {
      await expect(build({ ci: ['github'] })).rejects.toMatchObject({
        code: 'CONFLICT',
        field: 'ci',
      });
    });

    it('puts the model’s own card into the documentation, nested, and lets it include no file', async () => {
      const files = await build({
        modelCard:
          '# Iris\n\n```sh\n# not a heading\n```\n--8<-- "/etc/passwd"\n###### deep\n',
      });
      expect(files.get('docs/index.md')).toContain(
        '\n## Iris\n\n```sh\n# not a heading\n```\n;--8<-- "/etc/passwd"\n###### deep\n',
      );
    });
  });

  describe.each(MODEL_VARIANTS)('when the variant is %s', variant => {
    describe.each(Object.entries(SERVINGS))('served as %s', (_, serving) => {
      // KServe scales language models by itself: the profile of production is not for them.
      const declaration = declarationOf(
        'iris',
        serving,
        serving.kind === 'LLMInferenceService'
          ? { environments: ENVIRONMENTS.slice(0, 2) }
          : {},
      );

      it.each(['kustomize', 'helm'] as const)(
        'is complete as %s',
        async form => {
          const files = await build({
            variant,
            ci: CI_SYSTEMS,
            declaration: { ...declaration, form },
          });
          expect([...files.keys()]).toEqual(
            expect.arrayContaining([
              '.dockerignore',
              '.github/workflows/model.yaml',
              '.gitignore',
              '.gitlab-ci.yml',
              '.kitignore',
              '.tekton/pipeline.yaml',
              'Dockerfile',
              'Kitfile',
              'README.md',
              'catalog-info.yaml',
              'ci/bump_version.py',
              'ci/pack.sh',
              'code/inference.py',
              'code/kitfile.py',
              'docs/index.md',
              'mkdocs.yml',
              'renovate.json',
              'requirements.txt',
              'requirements-dev.txt',
              'run.sh',
              'tests/conftest.py',
              'tests/test_ci.py',
              'tests/test_model.py',
              form === 'helm'
                ? 'deploy/chart/Chart.yaml'
                : 'deploy/base/kustomization.yaml',
            ]),
          );
          expect(files.has('card.md')).toBe(false);
          expect(
            [...files.keys()].filter(path => /(^|\/)_/.test(path)),
          ).toEqual([]);
        },
      );

      it('names in the Kitfile nothing that is not there or made', async () => {
        const files = await build({ variant, declaration });
        const kitfile = parse(files.get('Kitfile')!);
        const named: string[] = [
          ...kitfile.code,
          ...(kitfile.datasets ?? []),
          ...kitfile.docs,
        ].map(({ path }) => path);
        const missing = named.filter(
          path =>
            ![...files.keys()].some(
              file => file === path || file.startsWith(`${path}/`),
            ),
        );
        expect(missing).toEqual([]);
        const [top] = kitfile.model.path.split('/');
        expect(files.get('.gitignore')!.split('\n')).toContain(`/${top}`);
      });
    });

    it('pins every requirement with digests, and no index of a machine', async () => {
      const files = await build({ variant });
      for (const name of ['requirements.txt', 'requirements-dev.txt']) {
        const text = files.get(name)!;
        const pins = text.match(/^[a-z0-9][\w.-]*==\S+/gim) ?? [];
        const blocks = text.split(/^(?=[a-z0-9])/im).slice(1);
        expect(pins.length).toBeGreaterThan(0);
        expect(blocks).toHaveLength(pins.length);
        expect(
          blocks.filter(block => !block.includes('--hash=sha256:')),
        ).toEqual([]);
        expect(text).not.toMatch(/--(index|extra-index|find-links|trusted)/);
      }
    });
  });

  describe('the place of the model', () => {
    it.each([
      ['sklearn', 'kit', 'model.joblib'],
      ['sklearn', 'kserve', 'model/model.joblib'],
      ['onnx', 'kit', 'iris/1/model.onnx'],
      ['onnx', 'kserve', 'model/iris/1/model.onnx'],
      ['transformers', 'kit', 'model.safetensors'],
      ['transformers', 'deployment', 'model'],
    ] as const)(
      'of %s served by %s is %s, where its server looks',
      async (variant, serving, path) => {
        const files = await build({
          variant,
          declaration: declarationOf('iris', SERVINGS[serving]),
        });
        expect(parse(files.get('Kitfile')!).model.path).toBe(path);
      },
    );

    it('is no folder of the repository', async () => {
      const declaration = declarationOf('code', SERVINGS.kit);
      await expect(
        build({ variant: 'onnx', declaration }),
      ).rejects.toMatchObject({
        code: 'INVALID_VALUE',
        field: 'declaration.name',
      });
    });
  });

  it('registers what serves the model and its API as well', async () => {
    const files = await build({
      variant: 'onnx',
      system: 'flowers',
      title: 'Iris: species',
    });
    const [model, server, api] = parseAllDocuments(
      files.get('catalog-info.yaml')!,
    ).map(document => document.toJS());
    expect(model).toMatchObject({
      kind: 'Resource',
      spec: { type: 'ai-model', system: 'flowers' },
    });
    expect(server).toMatchObject({
      kind: 'Component',
      metadata: { name: 'iris-server' },
      spec: {
        type: 'model-server',
        owner: 'group:default/ml-team',
        system: 'flowers',
        dependsOn: ['resource:default/iris'],
        providesApis: ['iris-api'],
      },
    });
    expect(api).toMatchObject({ kind: 'API', metadata: { name: 'iris-api' } });
    expect(Object.keys(parse(api.spec.definition).paths)).toEqual([
      '/v1/models/iris:predict',
      '/v2/models/iris/infer',
    ]);
  });

  describe('the tools of the pipeline', () => {
    const toolsOf = async (change: Partial<ModelRepositoryInput>) =>
      (await build({ variant: 'sklearn', ...change })).get('ci/pack.sh');

    it('are kit and cosign for a ModelKit', async () => {
      expect(
        await toolsOf({ declaration: declarationOf('iris', SERVINGS.kit) }),
      ).toContain('kit pack');
    });

    it('are waybill for what kit cannot make, or where it is asked for', async () => {
      expect(await toolsOf({})).toContain('waybill push');
      expect(
        await toolsOf({
          declaration: declarationOf('iris', SERVINGS.kit),
          pipelineTools: 'waybill',
        }),
      ).toContain('waybill push');
    });

    it('are refused where they cannot make the package', async () => {
      await expect(
        toolsOf({ pipelineTools: 'kit-and-cosign' }),
      ).rejects.toMatchObject({ code: 'CONFLICT', field: 'pipelineTools' });
    });
  });

  it.each<[Partial<ModelRepositoryInput>, string]>([
    [{ branch: 'main; reboot' }, 'INVALID_VALUE'],
    [{ branch: '../main' }, 'INVALID_VALUE'],
    [{ branch: '-main' }, 'INVALID_VALUE'],
    [{ branch: '' }, 'INVALID_VALUE'],
    [{ baseImage: 'registry.example.com/busybox:1.36' }, 'NOT_PINNED'],
    [{ owner: '' }, 'INVALID_OWNER'],
    [{ owner: 'a:b:c' }, 'INVALID_OWNER'],
    [{ owner: 'group:default/ml team' }, 'INVALID_OWNER'],
    [
      { declaration: { ...valid.declaration, environments: [] } },
      'NO_ENVIRONMENT',
    ],
    [
      { declaration: { ...valid.declaration, name: '../iris' } },
      'INVALID_NAME',
    ],
    [
      {
        declaration: {
          ...valid.declaration,
          package: { ...valid.declaration.package, digest: '1.0.0' },
        },
      },
      'INVALID_DIGEST',
    ],
  ])('refuses %j with %s', async (change, code) => {
    await expect(
      build({ variant: 'sklearn', ...change }),
    ).rejects.toMatchObject({ code });
  });

  it('gives the same bytes for the same input', async () => {
    const input = { ...valid, variant: 'onnx', ci: CI_SYSTEMS } as const;
    expect(await buildModelRepository(input)).toEqual(
      await buildModelRepository({ ...input }),
    );
  });
});

describe('isExecutable', () => {
  it('is true for scripts, and for nothing else', async () => {
    const files = await build({ variant: 'sklearn' });
    const scripts = [...files]
      .filter(([, content]) => content.startsWith('#!'))
      .map(([path]) => path);
    expect([...files.keys()].filter(isExecutable)).toEqual(scripts);
  });
});

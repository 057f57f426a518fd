/** Runs the template "Ship a model" with what its form asks of those who choose for themselves. */
import { createMockDirectory } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { portalActions, readTemplate } from './__testUtils__/portalTemplates';
import { runTemplate } from './__testUtils__/runTemplate';
import { createDoubles } from './__testUtils__/shipDoubles';

const template = readTemplate('ship-a-model');

const parameters = {
  source: 'https://git.example.com/ml/models/src/branch/main/iris',
  name: 'iris',
  version: '1.0.0',
  owner: 'group:default/ml-team',
  environment: 'dev',
};

const chosen = {
  declaration: 'chosen',
  serving: {
    kind: 'InferenceService',
    deploymentMode: 'Standard',
    modelFormat: { name: 'onnx' },
    runtime: 'kserve-tritonserver',
    storage: { scheme: 'oci+native' },
  },
  environments: [
    {
      name: 'staging',
      namespace: 'models',
      profile: { replicas: { min: 2, max: 4 }, gpu: { count: 1 } },
    },
    { name: 'dev', namespace: 'models', profile: {} },
  ],
  repository: 'registry.example.com/research/iris-species',
  variant: 'none',
};

describe('Ship a model with choices of one’s own', () => {
  const workspace = createMockDirectory();
  let doubles: ReturnType<typeof createDoubles>;

  beforeEach(() => {
    workspace.clear();
    doubles = createDoubles();
  });

  const ship = (change: JsonObject) =>
    runTemplate(template, {
      actions: portalActions(doubles.dependencies, []),
      parameters: { ...parameters, ...chosen, ...change },
      workspacePath: workspace.path,
    });

  const files = () => doubles.git.repositories.get('ml/iris')!;

  it('declares what was chosen', async () => {
    const { outputs } = await ship({});
    const { digest } = outputs.build as { digest: string };
    const uri = `oci+native://registry.example.com/research/iris-species@${digest}`;
    const staging = [...files()]
      .filter(([path]) => path.startsWith('deploy/environments/staging/'))
      .map(([, content]) => content)
      .join('\n');
    expect(staging).toContain(uri);
    expect(staging).toMatch(/minReplicas: 2/);
    expect(files().get('deploy/base/inference-service.yaml')).toContain(
      'kserve-tritonserver',
    );
    expect([...files().keys()].join('\n')).not.toContain('production');
  });

  it('forgets them where the form does not show them any more', async () => {
    await ship({
      declaration: 'standard',
      modelFormat: 'sklearn',
    });
    expect([...doubles.registry.tags.keys()][0]).toBe(
      'registry.example.com/models/iris:1.0.0',
    );
    expect(files().get('deploy/base/inference-service.yaml')).toContain(
      'sklearn',
    );
  });

  it('adds code and pipelines', async () => {
    const { outputs } = await ship({
      serving: { ...chosen.serving, storage: { scheme: 'kit' } },
      format: 'modelkit',
      variant: 'sklearn',
      ci: ['github', 'gitlab'],
    });
    expect((outputs.manifests as { files: string[] }).files).toEqual(
      expect.arrayContaining([
        'Kitfile',
        'Dockerfile',
        '.gitlab-ci.yml',
        'code/train.py',
        'catalog-info.yaml',
      ]),
    );
    expect([...files().keys()].join('\n')).toContain('.github/workflows/');
  });

  it('delivers a plain Deployment', async () => {
    await ship({
      serving: {
        kind: 'Deployment',
        delivery: 'image-volume',
        image: `registry.example.com/server@sha256:${'a'.repeat(64)}`,
      },
      environments: [{ name: 'dev', namespace: 'models', profile: {} }],
    });
    const entry = doubles.git.repositories
      .get('ml/fleet')!
      .get('clusters/dev/iris.yaml')!;
    expect(entry).toContain('Deployment');
    expect(entry).not.toContain('InferenceService');
  });

  it('creates the Git repository where it was asked to', async () => {
    await expect(
      ship({
        gitHost: 'evil.example.com',
      }),
    ).rejects.toThrow('[NOT_CONFIGURED]');
    await ship({
      gitOwner: 'research',
      visibility: 'private',
    });
    expect([...doubles.git.repositories.keys()]).toContain('research/iris');
  });
});

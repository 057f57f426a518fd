/** Runs the templates beside "Ship a model" through all actions, on doubles of the outside. */
import { createMockDirectory } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { parseAllDocuments } from 'yaml';
import {
  portalActions,
  readTemplate,
  type TemplateName,
} from './__testUtils__/portalTemplates';
import {
  declareModel,
  IRIS,
  publishVersion,
} from './__testUtils__/runningModel';
import {
  render,
  runTemplate,
  type TemplateRun,
} from './__testUtils__/runTemplate';
import { createDoubles, importPlanOf } from './__testUtils__/shipDoubles';

describe('the templates of the example portal', () => {
  const workspace = createMockDirectory();
  let doubles: ReturnType<typeof createDoubles>;

  beforeEach(() => {
    workspace.clear();
    doubles = createDoubles();
  });

  const run = (name: TemplateName, parameters: JsonObject, isDryRun = false) =>
    runTemplate(readTemplate(name), {
      actions: portalActions(doubles.dependencies, []),
      parameters,
      workspacePath: workspace.path,
      isDryRun,
    });

  /** What the page says when the task is done. */
  const pageOf = (
    name: TemplateName,
    parameters: JsonObject,
    { outputs }: TemplateRun,
  ) =>
    JSON.stringify(
      render(readTemplate(name).spec.output, {
        parameters,
        steps: Object.fromEntries(
          Object.entries(outputs).map(([id, output]) => [id, { output }]),
        ),
      }),
    );

  describe('New model version', () => {
    const parameters = {
      repository: IRIS,
      source: 'https://git.example.com/ml/models/src/branch/main/iris',
      version: '1.1.0',
      rollout: 'pull-request',
      gitUrl: 'https://git.example.com/ml/iris',
      environments: ['dev'],
    };
    const dev = (branch?: string) =>
      (branch
        ? doubles.git.branches.get(`ml/iris@${branch}`)
        : doubles.git.repositories.get('ml/iris'))!.get('k8s/dev/iris.yaml');

    beforeEach(async () => {
      const digest = await publishVersion(doubles, '1.0.0');
      declareModel(doubles, `oci://${IRIS}@${digest}`, {
        'deploy/base/kustomization.yaml': 'resources: []\n',
      });
    });

    it('packages, signs, verifies, and proposes the version', async () => {
      const done = await run('new-model-version', parameters);
      const { digest } = done.outputs.build as { digest: string };
      expect(doubles.registry.tags.get(`${IRIS}:1.1.0`)).toBe(digest);
      expect(doubles.signing.signatures).toContain(`${IRIS}@${digest}`);
      expect(dev()).not.toContain(digest);
      const [pull] = doubles.git.pulls;
      expect(dev(pull.head)).toContain(`oci://${IRIS}@${digest}`);
      expect(dev(pull.head)).toContain('# as trained');
      expect(done.outputs).not.toHaveProperty('pushManifests');
      const page = pageOf('new-model-version', parameters, done);
      expect(page).toContain(pull.url);
      expect(page).toContain('Merge the pull request');
      expect(page).toContain(`+      storageUri`);
    });

    it('finds all of it done when it is run again', async () => {
      await run('new-model-version', parameters);
      const commits = [...doubles.git.commits];
      await run('new-model-version', parameters);
      expect(doubles.git.commits).toEqual(commits);
      expect(doubles.git.pulls).toHaveLength(1);
    });

    it('commits, and publishes the manifests, where it is to run at once', async () => {
      const done = await run('new-model-version', {
        ...parameters,
        rollout: 'commit',
      });
      const { digest } = done.outputs.build as { digest: string };
      expect(dev()).toContain(digest);
      expect(doubles.git.pulls).toEqual([]);
      const manifests = (done.outputs.pushManifests as { digest: string })
        .digest;
      expect(doubles.registry.tags.get(`${IRIS}-manifests:1.1.0`)).toBe(
        manifests,
      );
      expect(doubles.signing.signatures).toContain(
        `${IRIS}-manifests@${manifests}`,
      );
    });

    it('publishes only, where image automation does the rest', async () => {
      const source = 'hf://acme/iris@main';
      doubles.imports.set(source, importPlanOf({ 'model.onnx': 'bytes' }));
      const values = {
        repository: IRIS,
        source,
        version: '2.0.0',
        rollout: 'automation',
      };
      const done = await run('new-model-version', values);
      expect([...doubles.registry.tags.keys()]).toContain(`${IRIS}:2.0.0`);
      expect(doubles.git.commits).toEqual([]);
      const page = pageOf('new-model-version', values, done);
      expect(page).toContain('ImagePolicy');
      expect(page).not.toContain('undefined');
    });

    it('declares nothing that is not verified', async () => {
      doubles.signing.nextVerdict = {
        state: 'untrusted',
        reason: 'KeyMismatch',
        message: 'because',
      };
      await expect(run('new-model-version', parameters)).rejects.toThrow(
        '[NOT_VERIFIED]',
      );
      expect(doubles.git.commits).toEqual([]);
    });

    it('changes nothing in a dry run, and shows what it would do', async () => {
      const tags = [...doubles.registry.tags];
      const { log, outputs } = await run('new-model-version', parameters, true);
      const { digest } = outputs.build as { digest: string };
      expect([...doubles.registry.tags]).toEqual(tags);
      expect(doubles.git.commits).toEqual([]);
      expect((outputs.bump as { diff: string }).diff).toContain(digest);
      expect(log.filter(line => line.startsWith('Plan: '))).toHaveLength(8);
    });
  });

  describe('Onboard a model that is already running', () => {
    const parameters = {
      gitUrl: 'https://git.example.com/ml/iris',
      owner: 'group:default/ml-team',
      pin: true,
      hasSeveral: false,
    };

    it('pins what runs and adds it to the catalog, by a pull request', async () => {
      const digest = await publishVersion(doubles, '1.0.0');
      declareModel(doubles, `oci://${IRIS}:1.0.0`);
      const done = await run('onboard-a-model', parameters);
      const [pull] = doubles.git.pulls;
      const files = doubles.git.branches.get(`ml/iris@${pull.head}`)!;
      expect(files.get('k8s/staging/iris.yaml')).toContain(digest);
      expect(files.get('catalog-info.yaml')).toContain(IRIS);
      expect(doubles.git.repositories.get('ml/iris')!.size).toBe(3);
      const page = pageOf('onboard-a-model', parameters, done);
      expect(page).toContain(`- staging: \`${digest}\` (k8s/staging/iris.yaml`);
      expect(page).toContain(pull.url);
      expect(page).not.toContain('undefined');
    });

    it('chooses among several by what the form asks then', async () => {
      await publishVersion(doubles, '1.0.0');
      declareModel(doubles, `oci://${IRIS}:1.0.0`);
      await expect(
        run('onboard-a-model', {
          ...parameters,
          hasSeveral: true,
          name: 'other',
        }),
      ).rejects.toThrow('[REFERENCE_NOT_FOUND]');
      const done = await run('onboard-a-model', {
        ...parameters,
        name: 'other, but hidden',
      });
      expect(done.outputs.onboard).toMatchObject({ name: 'iris' });
    });
  });

  describe('Set up an environment', () => {
    const parameters = { environment: 'dev', tenant: 'ml-team' };

    it('proposes it to the fleet of the environment', async () => {
      const done = await run('set-up-an-environment', {
        ...parameters,
        fleet: 'existing',
      });
      const [pull] = doubles.git.pulls;
      expect(pull).toMatchObject({
        repository: 'ml/fleet',
        base: 'main',
        head: 'waybill/set-up-dev-ml-team',
      });
      const files = doubles.git.branches.get(`ml/fleet@${pull.head}`)!;
      expect(files.get('bootstrap/dev/README.md')).toContain('dev');
      const objects = [...files]
        .filter(([path]) => path.endsWith('.yaml'))
        .flatMap(([, content]) => parseAllDocuments(content))
        .map(document => document.toJS()?.kind);
      expect(objects).toContain('Namespace');
      expect(pageOf('set-up-an-environment', parameters, done)).toContain(
        pull.url,
      );
    });

    it('creates the fleet where there is none', async () => {
      doubles.git.repositories.delete('ml/fleet');
      await run('set-up-an-environment', { ...parameters, fleet: 'new' });
      expect([...doubles.git.repositories.get('ml/fleet')!.keys()]).toContain(
        'bootstrap/dev/README.md',
      );
      expect(doubles.git.pulls).toEqual([]);
    });

    it('adds alerts where they are asked for, and only then', async () => {
      const more = { alertsTo: 'slack', alertsSecret: 'slack-url' };
      const textOf = async (extras: boolean) => {
        doubles = createDoubles();
        await run('set-up-an-environment', {
          ...parameters,
          ...more,
          extras,
        });
        const [branch] = doubles.git.branches.values();
        return [...branch.values()].join('\n');
      };
      await expect(textOf(true)).resolves.toContain('slack-url');
      await expect(textOf(false)).resolves.not.toContain('slack-url');
    });
  });

  describe('Policies for signed models', () => {
    const parameters = { engines: ['kyverno'], enforcement: 'audit' };

    it('proposes them to the repository of the cluster', async () => {
      const values = {
        ...parameters,
        target: 'existing',
        gitUrl: 'https://git.example.com/ml/fleet',
        folder: 'policies',
      };
      const done = await run('policies-for-signed-models', values);
      const [pull] = doubles.git.pulls;
      const files = doubles.git.branches.get(`ml/fleet@${pull.head}`)!;
      expect(files.get('policies/kyverno.yaml')).toContain(
        'ImageValidatingPolicy',
      );
      expect(pull.body).toContain('(audit)');
      const { notes } = done.outputs.build as { notes: string[] };
      expect(pull.body).toContain(notes[0]);
      const page = pageOf('policies-for-signed-models', values, done);
      expect(page).toContain(pull.url);
    });

    it('creates a repository for them', async () => {
      await run('policies-for-signed-models', {
        ...parameters,
        engines: ['kyverno', 'flux'],
        target: 'new',
        gitName: 'policies',
      });
      expect([...doubles.git.repositories.get('ml/policies')!.keys()]).toEqual(
        expect.arrayContaining(['kyverno.yaml', 'flux.yaml']),
      );
    });
  });
});

/** Runs the template "Ship a model" through all actions, on doubles of the outside. */
import { readdir, writeFile } from 'node:fs/promises';
import { createMockDirectory } from '@backstage/backend-test-utils';
import { ScmError } from '@waybill/backstage-plugin-waybill-node';
import { parse, parseAllDocuments } from 'yaml';
import {
  createDoubles,
  importPlanOf,
  MODEL_FILES,
} from './__testUtils__/shipDoubles';
import { portalActions, readTemplate } from './__testUtils__/portalTemplates';
import { render, runTemplate } from './__testUtils__/runTemplate';

const template = readTemplate('ship-a-model');

const parameters = {
  source: 'https://git.example.com/ml/models/src/branch/main/iris',
  name: 'iris',
  version: '1.0.0',
  modelFormat: 'sklearn',
  owner: 'group:default/ml-team',
  environment: 'dev',
  description: 'Tells three species of iris apart',
  license: 'Apache-2.0',
};

describe('Ship a model', () => {
  const workspace = createMockDirectory();
  let doubles: ReturnType<typeof createDoubles>;
  let registered: string[];

  beforeEach(() => {
    workspace.clear();
    doubles = createDoubles();
    registered = [];
  });

  const ship = (options: Partial<Parameters<typeof runTemplate>[1]> = {}) =>
    runTemplate(template, {
      actions: portalActions(doubles.dependencies, registered),
      parameters,
      workspacePath: workspace.path,
      ...options,
    });

  const announced = () => ({
    repositories: [...doubles.git.repositories.keys()],
    commits: doubles.git.commits.map(commit => commit.repository),
    registered,
  });

  const nothing = { repositories: ['ml/fleet'], commits: [], registered: [] };

  it('packages, signs, verifies, declares, enrols and registers', async () => {
    const { outputs } = await ship();
    const { digest } = outputs.build as { digest: string };
    const manifests = (outputs.pushManifests as { digest: string }).digest;

    expect(Object.fromEntries(doubles.registry.tags)).toEqual({
      'registry.example.com/models/iris:1.0.0': digest,
      'registry.example.com/models/iris-manifests:1.0.0': manifests,
    });
    expect([...doubles.signing.signatures]).toEqual([
      `registry.example.com/models/iris@${digest}`,
      `registry.example.com/models/iris-manifests@${manifests}`,
    ]);
    const repository = doubles.git.repositories.get('ml/iris')!;
    expect(
      parse(repository.get('deploy/environments/dev/inference-service.yaml')!)
        .spec.predictor.model.storageUri,
    ).toBe(`oci://registry.example.com/models/iris@${digest}`);
    expect([...repository.values()].join('\n')).toMatch(/^#+ Iris$/m);
    expect([...repository.keys()]).not.toContain('model.joblib');
    const entry = doubles.git.repositories
      .get('ml/fleet')!
      .get('clusters/dev/iris.yaml')!;
    expect(parseAllDocuments(entry)[0].toJS().spec.url).toBe(
      'oci://registry.example.com/models/iris-manifests',
    );
    expect(registered).toEqual([
      'https://git.example.com/ml/iris/src/branch/main/catalog-info.yaml',
    ]);
  });

  it('links to the model and names the digest', async () => {
    const { outputs } = await ship();
    const steps = Object.fromEntries(
      Object.entries(outputs).map(([id, output]) => [id, { output }]),
    );
    const output = JSON.stringify(
      render(template.spec.output, { parameters, steps }),
    );
    expect(output).toContain('resource:default/iris');
    expect(output).toContain('https://git.example.com/ml/iris');
    expect(output).toContain(
      `registry.example.com/models/iris@${
        (outputs.build as { digest: string }).digest
      }`,
    );
    expect(output).not.toContain('undefined');
  });

  it('declares nothing before it is verified', () => {
    const ids = template.spec.steps.map(step => step.id);
    expect(ids.indexOf('verify')).toBeLessThan(ids.indexOf('publish'));
    expect(ids.indexOf('verifyManifests')).toBeLessThan(ids.indexOf('enroll'));
    expect(ids.at(-1)).toBe('register');
  });

  it('takes an upload as well', async () => {
    const { outputs } = await ship({
      parameters: { ...parameters, source: 'upload:4f6c2a9e' },
    });
    expect(outputs.fetch).toMatchObject({ fileCount: 2 });
  });

  it('changes nothing in a dry run, and shows what it would do', async () => {
    const { log } = await ship({ isDryRun: true });
    expect(announced()).toEqual(nothing);
    expect(doubles.registry.tags.size).toBe(0);
    expect(doubles.signing.signatures.size).toBe(0);
    expect(log.filter(line => line.startsWith('Plan: '))).toHaveLength(14);
    expect(log).toContainEqual(
      expect.stringMatching(
        /^Plan: push 'model' to registry\.example\.com\/models\/iris:1\.0\.0 as sha256:/,
      ),
    );
  });

  it('finds everything done when it is run again', async () => {
    const first = await ship();
    const commits = [...doubles.git.commits];
    const second = await ship();
    expect(second.outputs.push).toEqual(first.outputs.push);
    expect(doubles.git.commits).toEqual(commits);
    expect(second.log).toContain(
      "Signed by the key 'default' before: nothing to add",
    );
  });

  it('goes on from the step that failed', async () => {
    const run = { outputs: {}, log: [], completed: [] as string[] };
    const failing = ship({
      run,
      before: stepId => {
        if (stepId === 'publish') {
          doubles.git.failNextWith = new ScmError({
            code: 'UNAVAILABLE',
            message: 'no connection to git.example.com',
          });
        }
      },
    });
    await expect(failing).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: 'no connection to git.example.com [UNAVAILABLE]',
    });
    expect(announced()).toEqual(nothing);
    await ship({ run });
    expect(registered).toHaveLength(1);
    expect(doubles.git.commits.map(commit => commit.repository)).toEqual([
      'ml/iris',
      'ml/fleet',
    ]);
  });

  it('refuses a file that changed after it was packaged', async () => {
    const shipping = ship({
      before: async stepId => {
        if (stepId === 'push') {
          await writeFile(workspace.resolve('model/model.joblib'), 'other');
        }
      },
    });
    await expect(shipping).rejects.toMatchObject({
      name: 'ConflictError',
      message: expect.stringContaining(
        'a file changed in between. Build the package again [PACKAGE_CHANGED]',
      ),
    });
    expect(doubles.registry.tags.size).toBe(0);
    expect(announced()).toEqual(nothing);
  });

  it('refuses a version that exists with another content', async () => {
    await ship();
    doubles.trees.set(parameters.source, { 'model.joblib': 'retrained' });
    await expect(ship()).rejects.toMatchObject({
      name: 'ConflictError',
      message: expect.stringContaining('[TAG_EXISTS]'),
    });
  });

  it.each([
    ['untrusted', 'KeyMismatch', 'NotAllowedError', '[NOT_VERIFIED]'],
    ['unsigned', 'NoSignature', 'NotAllowedError', '[NOT_VERIFIED]'],
    [
      'unknown',
      'RegistryUnavailable',
      'ServiceUnavailableError',
      '[VERIFICATION_UNAVAILABLE]',
    ],
  ] as const)(
    'announces nothing that is %s',
    async (state, reason, name, code) => {
      doubles.signing.nextVerdict = { state, reason, message: 'because' };
      await expect(ship()).rejects.toMatchObject({
        name,
        message: expect.stringContaining(code),
      });
      expect(announced()).toEqual(nothing);
    },
  );

  it('leaves somebody else’s repository alone', async () => {
    doubles.git.repositories.set('ml/iris', new Map([['README.md', 'mine']]));
    await expect(ship()).rejects.toMatchObject({
      name: 'ConflictError',
      message: expect.stringMatching(/ml\/iris .*REPOSITORY_TAKEN/),
    });
    expect(doubles.git.commits).toEqual([]);
    expect(doubles.registry.tags.size).toBe(0);
  });

  it('pushes no second version over a model that is declared', async () => {
    await ship();
    const tags = [...doubles.registry.tags];
    await expect(
      ship({ parameters: { ...parameters, version: '2.0.0' } }),
    ).rejects.toMatchObject({
      name: 'ConflictError',
      message: expect.stringContaining('[REPOSITORY_TAKEN]'),
    });
    expect([...doubles.registry.tags]).toEqual(tags);
  });

  it('imports from a hub past the workspace', async () => {
    const source = 'hf://acme/iris@main';
    doubles.imports.set(source, importPlanOf(MODEL_FILES));
    const change = { ...parameters, source, license: undefined };
    const { outputs, log } = await ship({ parameters: change as never });
    const { digest } = outputs.import as { digest: string };
    expect(outputs).not.toHaveProperty('build');
    expect(log).toEqual(
      expect.arrayContaining([
        `Plan: import ${source} as modelcar registry.example.com/models/iris:1.0.0`,
        'License: apache-2.0',
        'Size: 25 B in 2 files',
        'Warning: model.joblib is a pickle.',
      ]),
    );
    expect(
      doubles.registry.tags.get('registry.example.com/models/iris:1.0.0'),
    ).toBe(digest);
    const repository = doubles.git.repositories.get('ml/iris')!;
    expect(repository.get('README.md')).toContain('apache-2.0');
    expect(
      repository.get('deploy/environments/dev/inference-service.yaml'),
    ).toContain(`oci://registry.example.com/models/iris@${digest}`);
    await expect(readdir(workspace.path)).resolves.toEqual(['repository']);
    // The same task, run again.
    await ship({ parameters: change as never });
  });

  it('ships a ModelKit by kit://', async () => {
    const { outputs, log } = await ship({
      parameters: { ...parameters, format: 'modelkit' },
    });
    const { digest, kitfile } = outputs.build as Record<string, string>;
    expect(parse(kitfile)).toMatchObject({
      manifestVersion: '1.0.0',
      package: { name: 'iris', version: '1.0.0', license: 'Apache-2.0' },
      model: { path: 'model.joblib' },
      docs: [{ path: 'README.md' }],
    });
    expect((outputs.push as { digest: string }).digest).toBe(digest);
    expect(log).toContainEqual(
      expect.stringContaining('[KIT_CONTAINER_NOT_KNOWN]'),
    );
    expect(
      doubles.git.repositories
        .get('ml/iris')!
        .get('deploy/environments/dev/inference-service.yaml'),
    ).toContain(`kit://registry.example.com/models/iris@${digest}`);
  });

  it('leaves somebody else’s place in the fleet alone', async () => {
    doubles.git.repositories
      .get('ml/fleet')!
      .set(
        'clusters/dev/iris.yaml',
        'url: oci://registry.example.com/other/iris-manifests\n',
      );
    await expect(ship()).rejects.toMatchObject({
      name: 'ConflictError',
      message: expect.stringContaining('[FLEET_ENTRY_TAKEN]'),
    });
    expect(registered).toEqual([]);
  });

  it.each<[string, object, string, string]>([
    ['no URL', { source: 'iris' }, 'InputError', '[INVALID_SOURCE]'],
    ['a file URL', { source: 'file:///etc' }, 'InputError', '[SOURCE_INVALID]'],
    [
      'a URL with a password',
      { source: 'https://me:s3cret@git.example.com/x' },
      'InputError',
      '[INVALID_SOURCE]',
    ],
    [
      'a folder that is not there',
      { source: 'https://git.example.com/nope' },
      'InputError',
      '[SOURCE_UNREADABLE]',
    ],
    [
      'an upload that is not there',
      { source: 'upload:gone' },
      'InputError',
      '[SOURCE_UNREADABLE]',
    ],
    ['latest', { version: 'latest' }, 'InputError', '[TAG_LATEST]'],
    ['no version', { version: '1' }, 'InputError', '[INVALID_VERSION]'],
    ['a forbidden name', { name: 'Iris!' }, 'InputError', '[INVALID_NAME]'],
    [
      'a registry that nobody configured',
      { registry: 'evil.example.com' },
      'InputError',
      '[REGISTRY_NOT_CONFIGURED]',
    ],
    ['no owner', { owner: 'a:b:c' }, 'InputError', '[INVALID_OWNER]'],
    [
      'an unknown environment',
      { environment: 'moon' },
      'InputError',
      '[ENVIRONMENT_UNKNOWN]',
    ],
  ])('refuses %s', async (_, change, name, code) => {
    const error: Error = await ship({
      parameters: { ...parameters, ...change },
    }).then(
      () => new Error('it was shipped'),
      thrown => thrown,
    );
    expect(error).toMatchObject({
      name,
      message: expect.stringContaining(code),
    });
    expect(error.message).not.toContain('s3cret');
    expect(registered).toEqual([]);
  });

  it('refuses an empty folder', async () => {
    doubles.trees.set(parameters.source, {});
    await expect(ship()).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringContaining('[SOURCE_EMPTY]'),
    });
  });

  it('ends with the reason of the signal', async () => {
    const controller = new AbortController();
    const shipping = ship({
      signal: controller.signal,
      before: stepId => {
        if (stepId === 'build') controller.abort(new Error('cancelled'));
      },
    });
    await expect(shipping).rejects.toThrow('cancelled');
    expect(announced()).toEqual(nothing);
  });
});

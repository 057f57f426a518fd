/** What the actions on packages do together, on a registry in memory. */
import { readFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createMockDirectory } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import {
  createDoubles,
  importPlanOf,
  MODEL_FILES,
  writeFiles,
} from './__testUtils__/shipDoubles';
import { runAction } from './__testUtils__/runAction';
import { createActions } from './createActions';
import type { ActionDependencies } from './dependencies';

const IRIS = 'registry.example.com/models/iris';

describe('the actions on packages', () => {
  const workspace = createMockDirectory();
  let doubles: ReturnType<typeof createDoubles>;

  beforeEach(async () => {
    workspace.clear();
    doubles = createDoubles();
    await writeFiles(workspace.resolve('model'), MODEL_FILES);
  });

  const run = (
    name: string,
    input: JsonObject,
    options: {
      readonly isDryRun?: boolean;
      readonly settings?: Partial<ActionDependencies['settings']>;
    } = {},
  ) => {
    const { dependencies } = doubles;
    const action = createActions({
      ...dependencies,
      settings: { ...dependencies.settings, ...options.settings },
    }).find(({ id }) => id === `waybill:${name}`)!;
    return runAction(action, input, {
      workspacePath: workspace.path,
      isDryRun: options.isDryRun,
    });
  };

  const build = { path: 'model', name: 'iris', version: '1.0.0' };
  const push = (input: JsonObject = {}) =>
    run('package:push', {
      path: 'model',
      repository: IRIS,
      version: '1.0.0',
      ...input,
    });

  it.each(['modelcar', 'modelkit', 'modelpack', 'artifact'])(
    'builds, pushes and unpacks a %s',
    async format => {
      const { output: built } = await run('package:build', {
        ...build,
        format,
      });
      const { output: pushed } = await push({
        digest: built.digest,
        format: built.format,
        annotations: built.annotations,
        ...(built.kitfile && { kitfile: built.kitfile }),
        ...(built.baseImage && { baseImage: built.baseImage }),
        ...(built.artifactType && { artifactType: built.artifactType }),
      });
      expect(pushed.digest).toBe(built.digest);
      const { output } = await run('package:unpack', {
        from: `${IRIS}:1.0.0`,
        targetPath: 'unpacked',
      });
      expect(output).toMatchObject({ digest: built.digest, format });
      for (const [path, content] of Object.entries(MODEL_FILES)) {
        await expect(
          readFile(workspace.resolve(join('unpacked', path)), 'utf8'),
        ).resolves.toBe(content);
      }
    },
  );

  it('pushes without a plan in one pass, to the same digest', async () => {
    const pushStream = jest.spyOn(doubles.registry, 'pushStream');
    const { output } = await push();
    const { output: built } = await run('package:build', build);
    const { output: annotated } = await push({
      version: '1.0.1',
      annotations: built.annotations,
    });
    expect(pushStream).toHaveBeenCalled();
    expect(annotated.digest).toBe(built.digest);
    expect(output.digest).not.toBe(built.digest);
  });

  it('takes the Kitfile that is among the files', async () => {
    await writeFile(
      workspace.resolve('model/Kitfile'),
      'manifestVersion: 1.0.0\npackage: {name: mine}\nmodel: {path: model.joblib}\n',
    );
    const { output, log } = await run('package:build', {
      ...build,
      format: 'modelkit',
    });
    expect(output.kitfile).toContain('mine');
    expect(output.files).toEqual([
      expect.objectContaining({ path: 'model.joblib' }),
    ]);
    expect(log).toContainEqual(expect.stringMatching(/^Plan: package 'model'/));
  });

  it('copies a package, and never over another one', async () => {
    const { output } = await push();
    const to = 'production.example.com/models/iris';
    const copied = await run('package:copy', {
      from: `${IRIS}:1.0.0`,
      repository: to,
    });
    expect(copied.output).toEqual({
      repository: to,
      digest: output.digest,
      reference: `${to}@${output.digest}`,
    });
    const again = await run('package:copy', {
      from: `${IRIS}:1.0.0`,
      repository: to,
    });
    expect(again.log.at(-1)).toMatch(/nothing to send$/);
    await writeFile(workspace.resolve('model/model.joblib'), 'retrained');
    await push({ version: '2.0.0' });
    await expect(
      run('package:copy', {
        from: `${IRIS}:2.0.0`,
        repository: to,
        version: '1.0.0',
      }),
    ).rejects.toMatchObject({
      name: 'ConflictError',
      message: expect.stringContaining('[TAG_EXISTS]'),
    });
  });

  it('converts a ModelKit to a modelcar that says the same of itself', async () => {
    const { output: built } = await run('package:build', {
      ...build,
      format: 'modelkit',
      license: 'MIT',
    });
    await push({
      format: 'modelkit',
      kitfile: built.kitfile,
      annotations: built.annotations,
    });
    const to = `${IRIS}-modelcar`;
    const { output } = await run('package:convert', {
      from: `${IRIS}:1.0.0`,
      repository: to,
    });
    const inspected = await run('package:inspect', { from: `${to}:1.0.0` });
    expect(inspected.output).toMatchObject({
      format: 'modelcar',
      digest: output.digest,
      licenses: ['MIT'],
    });
    expect(
      inspected.output.files.map(({ path }: { path: string }) => path),
    ).toEqual(expect.arrayContaining(Object.keys(MODEL_FILES)));
  });

  it('sends nothing in a dry run', async () => {
    await push();
    const tags = [...doubles.registry.tags];
    doubles.imports.set('*', importPlanOf(MODEL_FILES));
    const from = `${IRIS}:1.0.0`;
    const repository = `${IRIS}-copy`;
    const dry = { isDryRun: true };
    await run('package:copy', { from, repository }, dry);
    const { output } = await run('package:convert', { from, repository }, dry);
    await run(
      'model:import',
      { source: 'hf://acme/iris', name: 'other', version: '1.0.0' },
      dry,
    );
    await run(
      'package:push',
      { path: 'model', repository, version: '1.0.0' },
      dry,
    );
    expect(output.digest).toMatch(/^sha256:0{64}$/);
    expect([...doubles.registry.tags]).toEqual(tags);
  });

  it('imports past the workspace and says where it came from', async () => {
    doubles.imports.set('*', importPlanOf(MODEL_FILES));
    const { output } = await run('model:import', {
      source: 'hf://acme/iris@main',
      name: 'iris',
      version: '1.0.0',
    });
    await expect(readdir(workspace.path)).resolves.toEqual(['model']);
    const { output: found } = await run('package:inspect', {
      from: `${IRIS}@${output.digest}`,
    });
    expect(found.annotations).toMatchObject({
      'dev.waybill.import.source': 'hf://acme/iris@main',
      'dev.waybill.import.revision': '8f2c1d0',
      'org.opencontainers.image.licenses': 'apache-2.0',
    });
  });

  it.each<[string, string, JsonObject, string]>([
    [
      'a license that the template does not accept',
      'model:import',
      {
        source: 'hf://acme/iris',
        name: 'iris',
        version: '1.0.0',
        acceptedLicenses: ['mit'],
      },
      '[LICENSE_NOT_ACCEPTED]',
    ],
    [
      'a ModelKit as KServe’s sidecar',
      'package:build',
      { ...build, format: 'modelkit', storage: 'oci' },
      '(FORMAT_NOT_AN_IMAGE) [NOT_SERVABLE]',
    ],
    [
      'a modelcar without a shell as KServe’s sidecar',
      'package:push',
      { path: 'model', repository: IRIS, version: '1.0.0', storage: 'oci' },
      '(IMAGE_WITHOUT_SHELL) [NOT_SERVABLE]',
    ],
    [
      'kit:// for a modelcar',
      'package:build',
      { ...build, storage: 'kit' },
      '(KIT_READS_NO_OTHER) [NOT_SERVABLE]',
    ],
    [
      'a base image that is not pinned',
      'package:build',
      { ...build, baseImage: 'registry.example.com/base:1.0.0' },
      '[INVALID_SETTINGS]',
    ],
    [
      'a base image of a foreign registry',
      'package:build',
      {
        ...build,
        baseImage: `evil.example.com/base@sha256:${'ab'.repeat(32)}`,
      },
      '[REGISTRY_NOT_CONFIGURED]',
    ],
    [
      'a base image for a ModelKit',
      'package:build',
      {
        ...build,
        format: 'modelkit',
        baseImage: `registry.example.com/base@sha256:${'ab'.repeat(32)}`,
      },
      '[INVALID_SETTINGS]',
    ],
    [
      'a Kitfile with a key that kit does not know',
      'package:build',
      {
        ...build,
        format: 'modelkit',
        kitfile: 'manifestVersion: 1.0.0\nnope: 1',
      },
      '[UNKNOWN_KEY]',
    ],
    [
      'a source in a foreign registry',
      'package:copy',
      { from: 'evil.example.com/models/iris:1.0.0', repository: IRIS },
      '[REGISTRY_NOT_CONFIGURED]',
    ],
    [
      'a source without a version',
      'package:inspect',
      { from: IRIS },
      '[INVALID_SOURCE]',
    ],
    [
      'a package that is not there',
      'package:inspect',
      { from: `${IRIS}:9.9.9` },
      '[NOT_FOUND]',
    ],
    [
      'to unpack outside of the workspace',
      'package:unpack',
      { from: `${IRIS}:9.9.9`, targetPath: '../outside' },
      'outside',
    ],
  ])('refuses %s', async (_, name, input, message) => {
    doubles.imports.set('*', importPlanOf(MODEL_FILES));
    await expect(run(name, input)).rejects.toMatchObject({
      message: expect.stringContaining(message),
    });
    expect(doubles.registry.tags.size).toBe(0);
  });

  it('looks at the platform of the environment', async () => {
    const [dev] = doubles.dependencies.settings.environments;
    const settings = {
      environments: [
        { ...dev, platform: { kserve: { storagePrefixes: ['gs://'] } } },
      ],
    };
    const input = { ...build, format: 'modelkit', environment: 'dev' };
    const { output } = await run('package:build', input, { settings });
    expect(output.warnings).toContainEqual(
      expect.stringContaining('[KIT_CONTAINER_ABSENT]'),
    );
    await expect(
      run('package:build', { ...input, storage: 'kit' }, { settings }),
    ).rejects.toMatchObject({
      name: 'NotAllowedError',
      message: expect.stringContaining('(KIT_CONTAINER_ABSENT)'),
    });
  });
});

describe('docs/reference/actions.md', () => {
  it('speaks of every action', () => {
    const text = readFileSync(
      resolve(__dirname, '../../../docs/reference/actions.md'),
      'utf8',
    );
    const ids = createActions(createDoubles().dependencies).map(({ id }) => id);
    expect(ids.filter(id => !text.includes(`\`${id}\``))).toEqual([]);
  });
});

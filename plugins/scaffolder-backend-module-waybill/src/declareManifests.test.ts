/** What `waybill:manifests:build` and `waybill:manifests:push` make of serving objects, profiles and forms. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { PROFILE_PRESETS } from '@waybill/backstage-plugin-waybill-common';
import { parse } from 'yaml';
import { runAction } from './__testUtils__/runAction';
import { config, createDoubles, REGISTRY } from './__testUtils__/shipDoubles';
import {
  createBuildManifestsAction,
  createPushManifestsAction,
} from './actions';
import { readSettings } from './settings';

const digest = `sha256:${'a'.repeat(64)}`;

const base = {
  name: 'iris',
  owner: 'group:default/ml-team',
  repository: `${REGISTRY}/models/iris`,
  version: '1.0.0',
  digest,
};

const serving = {
  kind: 'Deployment',
  delivery: 'image-volume',
  image: `${REGISTRY}/server@${digest}`,
};

function configWith(environments: JsonObject[]): ConfigReader {
  return new ConfigReader({
    waybill: { registries: [{ host: REGISTRY }], environments },
  });
}

describe('waybill:manifests:build', () => {
  let workspacePath: string;

  beforeEach(async () => {
    workspacePath = await mkdtemp(join(tmpdir(), 'waybill-manifests-'));
  });
  afterEach(() => rm(workspacePath, { recursive: true }));

  const build = (input: JsonObject, settings = readSettings(config)) =>
    runAction(createBuildManifestsAction({ settings }), input, {
      workspacePath,
    });
  const read = (path: string) =>
    readFile(join(workspacePath, 'repository', path), 'utf8');

  it('takes profiles from the configuration, by name or written out', async () => {
    const settings = readSettings(
      configWith([
        { name: 'dev', cluster: 'a', namespace: 'models', profile: 'dev' },
        {
          name: 'production',
          cluster: 'b',
          namespace: 'models',
          profile: { replicas: { min: 3 }, logLevel: 'error' },
        },
      ]),
    );
    expect(settings.environments.map(({ profile }) => profile)).toEqual([
      PROFILE_PRESETS.dev,
      { replicas: { min: 3 }, logLevel: 'error' },
    ]);
    await build({ ...base, modelFormat: 'sklearn' }, settings);
    const patch = parse(
      await read('deploy/environments/production/profile.yaml'),
    );
    expect(patch.spec.predictor.minReplicas).toBe(3);
  });

  it('leaves the version to image automation where asked, and nowhere else', async () => {
    await build({
      ...base,
      modelFormat: 'sklearn',
      automatedEnvironments: ['dev'],
    });
    expect(await read('deploy/environments/dev/model-version.yaml')).toContain(
      `digest: ${digest} # {"$imagepolicy": "flux-system:iris:digest"}`,
    );
    expect(
      await read('deploy/environments/dev/inference-service.yaml'),
    ).toContain('@from-model-version');
    expect(
      await read('deploy/environments/staging/inference-service.yaml'),
    ).toContain(`@${digest}`);
    expect(await read('README.md')).toContain('iris');
  });

  it('leaves no version to automation in an environment that is not declared', async () => {
    await expect(
      build({
        ...base,
        modelFormat: 'sklearn',
        automatedEnvironments: ['prod'],
      }),
    ).rejects.toThrow(/automatedEnvironments: .* not declared for 'prod'/);
  });

  it('takes another serving object, other profiles and another version in an environment', async () => {
    const { output } = await build({
      ...base,
      serving,
      environments: [
        'dev',
        {
          name: 'staging',
          namespace: 'models',
          profile: 'staging',
          version: '1.1.0',
          digest: `sha256:${'b'.repeat(64)}`,
        },
      ],
      form: 'helm',
    });
    expect(output).toMatchObject({ form: 'helm', servingKind: 'Deployment' });
    const values = parse(await read('deploy/environments/staging/values.yaml'));
    expect(values).toMatchObject({
      model: { version: '1.1.0', digest: `sha256:${'b'.repeat(64)}` },
      replicas: 2,
      syntheticLoad: { enabled: true },
    });
    expect(parse(await read('deploy/chart/Chart.yaml')).name).toBe('iris');
  });

  it('writes the delivery objects too where somebody asks for them', async () => {
    await build({ ...base, modelFormat: 'sklearn', delivery: {} });
    const text = await read('delivery/staging.yaml');
    expect(text).toContain(`oci://${REGISTRY}/models/iris-manifests`);
    expect(text).toContain('./environments/staging');
  });

  it('begins with code and a pipeline where a variant is chosen', async () => {
    const { output } = await build({
      ...base,
      modelFormat: 'sklearn',
      variant: 'sklearn',
      ci: ['github'],
    });
    expect(output.files).toEqual(
      expect.arrayContaining(['Kitfile', 'code/train.py']),
    );
  });

  it.each<[string, JsonObject, string]>([
    ['nothing that serves', {}, "give the input 'serving'"],
    [
      'two words of what serves',
      { serving, modelFormat: 'sklearn' },
      "'serving' and 'modelFormat'",
    ],
    [
      'a serving object of another kind',
      { serving: { kind: 'Pod' } },
      'serving.kind',
    ],
    [
      'an environment that is not configured',
      { serving, environments: ['qa'] },
      "no environment 'qa'",
    ],
    [
      'an environment elsewhere',
      { serving, environments: [{ name: 'dev', namespace: 'kube-system' }] },
      "not in 'kube-system'",
    ],
    [
      'a profile that there is not',
      { serving, environments: [{ name: 'dev', profile: 'huge' }] },
      'environments[0].profile',
    ],
    [
      'a version without its digest',
      { serving, environments: [{ name: 'dev', version: '1.1.0' }] },
      'without its digest',
    ],
    [
      'a GPU that is half a one',
      {
        serving,
        environments: [{ name: 'dev', profile: { gpu: { count: 0.5 } } }],
      },
      '0.5',
    ],
    [
      'an environment twice',
      { serving, environments: ['dev', 'dev'] },
      "two environments 'dev'",
    ],
  ])('refuses %s, and writes nothing', async (_, change, message) => {
    await expect(build({ ...base, ...change })).rejects.toThrow(message);
    expect(await readdir(workspacePath)).toEqual([]);
  });

  it('asks for the form where the environments have two', async () => {
    const settings = readSettings(
      configWith([
        { name: 'dev', namespace: 'models' },
        { name: 'qa', namespace: 'models', form: 'helm' },
      ]),
    );
    await expect(
      build({ ...base, modelFormat: 'sklearn' }, settings),
    ).rejects.toThrow('dev: kustomize, qa: helm');
    const { output } = await build(
      { ...base, modelFormat: 'sklearn', form: 'helm' },
      settings,
    );
    expect(output.form).toBe('helm');
  });

  it.each<[JsonObject, string]>([
    [{ profile: 'huge' }, 'waybill.environments[0].profile'],
    [{ profile: { gpu: 4 } }, 'waybill.environments[0].profile.gpu'],
    [
      { profile: { resources: { limits: { cpu: 2 } } } },
      'waybill.environments[0].profile.resources.limits.cpu',
    ],
    [{ form: 'jsonnet' }, 'form'],
  ])('refuses the configuration %j at its field', (change, field) => {
    expect(() =>
      readSettings(configWith([{ name: 'dev', namespace: 'dev', ...change }])),
    ).toThrow(field);
  });

  it('pushes what was written for Helm as a chart', async () => {
    const doubles = createDoubles();
    await build({ ...base, serving, form: 'helm' });
    const { output } = await runAction(
      createPushManifestsAction(doubles.dependencies),
      {
        repository: `${REGISTRY}/models/iris-manifests`,
        version: '1.0.0',
        form: 'helm',
      },
      { workspacePath },
    );
    const { bytes } = await doubles.registry.fetchManifest(
      { host: REGISTRY, path: 'models/iris-manifests' },
      output.digest,
    );
    expect(JSON.parse(Buffer.from(bytes).toString())).toMatchObject({
      config: { mediaType: 'application/vnd.cncf.helm.config.v1+json' },
    });
  });
});

/** The pages about environments show only what is understood. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigReader } from '@backstage/config';
import {
  buildDeployFiles,
  declareModel,
  PROFILE_PRESETS,
  type ProfilePreset,
} from '@waybill/backstage-plugin-waybill-common';
import { readEnvironmentProfile } from '@waybill/backstage-plugin-waybill-node';
import { parse } from 'yaml';
import { runAction } from './__testUtils__/runAction';
import { REGISTRY } from './__testUtils__/shipDoubles';
import { createBuildManifestsAction } from './actions';
import { readSettings } from './settings';

const page = (path: string) =>
  readFileSync(join(__dirname, '../../../docs', path), 'utf8');
const guide = page('guides/environments.md');
const reference = page('reference/environments.md');

const [configuration, build, , load] = [
  ...guide.matchAll(/```yaml\n([\s\S]*?)```/g),
].map(([, yaml]) => parse(yaml));

const settings = readSettings(
  new ConfigReader({
    waybill: { ...configuration.waybill, registries: [{ host: REGISTRY }] },
  }),
);

describe('docs/guides/environments.md', () => {
  it('shows environments that are understood', () => {
    expect(settings.environments).toMatchObject([
      { name: 'dev', profile: PROFILE_PRESETS.dev },
      { name: 'staging', profile: PROFILE_PRESETS['staging-gpu'] },
      { name: 'production', engine: 'argo-cd', source: 'git' },
    ]);
  });

  it('shows a step that writes what it says', async () => {
    const workspacePath = await mkdtemp(join(tmpdir(), 'waybill-guide-'));
    try {
      const [{ input }] = build;
      const { output } = await runAction(
        createBuildManifestsAction({ settings }),
        input,
        { workspacePath },
      );
      expect(output.files).toEqual(
        expect.arrayContaining([
          'deploy/chart/values.schema.json',
          'deploy/environments/staging/values.yaml',
        ]),
      );
      const values = await readFile(
        join(
          workspacePath,
          'repository/deploy/environments/production/values.yaml',
        ),
        'utf8',
      );
      expect(parse(values).model.version).toBe('0.9.0');
    } finally {
      await rm(workspacePath, { recursive: true });
    }
  });

  it('draws the folders that are written', () => {
    const paths = buildDeployFiles(
      declareModel({
        name: 'iris',
        repository: `${REGISTRY}/models/iris`,
        version: '1.0.0',
        digest: `sha256:${'a'.repeat(64)}`,
        modelFormat: { name: 'sklearn' },
        environments: (['staging', 'production'] as const).map(name => ({
          name,
          namespace: name,
          profile: PROFILE_PRESETS[name],
        })),
      }),
    ).map(({ path }) => path);
    for (const [, folder] of guide.matchAll(/^ {4}([a-z-]+)\/$/gm)) {
      expect(paths).toContain(`components/${folder}/kustomization.yaml`);
    }
    for (const [, file] of guide.matchAll(/^ {4}([a-z-]+\.yaml)/gm)) {
      if (file === 'values.yaml') continue;
      expect(paths).toContain(`environments/staging/${file}`);
    }
  });

  it('shows a profile with load that is understood', () => {
    expect(
      readEnvironmentProfile(load.profile).syntheticLoad?.requestsPerSecond,
    ).toBe(5);
  });
});

describe('docs/reference/environments.md', () => {
  const rows = [...reference.matchAll(/^\| `([a-z-]+)` +\| (.*) \|$/gm)].map(
    ([, name, cells]) => ({
      name,
      cells: cells.split('|').map(cell => cell.trim()),
    }),
  );

  it.each(Object.keys(PROFILE_PRESETS) as ProfilePreset[])(
    'says what the profile %s has',
    name => {
      const { replicas, resources, gpu, logLevel } = PROFILE_PRESETS[name];
      const row = rows.find(candidate => candidate.name === name);
      const { min, max } = replicas!;
      const cpu = `${resources!.requests!.cpu} to ${
        resources!.limits!.cpu
      } CPU`;
      expect(row?.cells.slice(0, 4)).toEqual([
        min === max ? String(min) : `${min} to ${max}`,
        `${cpu}, ${resources!.limits!.memory}`,
        String(gpu?.count ?? 0),
        `\`${logLevel}\``,
      ]);
    },
  );
});

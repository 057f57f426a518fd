/** Dry-runs the template in Backstage's own scaffolder: its templating, its validation of inputs, its task runner. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import type { JsonObject } from '@backstage/types';
import { parse } from 'yaml';
import { config, MODEL_FILES, writeFiles } from './__testUtils__/shipDoubles';
import { scaffolderModuleWaybill } from './module';

const template = parse(
  readFileSync(
    resolve(
      __dirname,
      '../../../examples/templates/ship-a-model/template.yaml',
    ),
    'utf8',
  ),
);

describe('a dry run of Ship a model', () => {
  let backend: TestBackend;

  beforeAll(async () => {
    backend = await startTestBackend({
      features: [
        scaffolderPlugin,
        scaffolderModuleWaybill,
        catalogServiceMock.factory({ entities: [] }),
        mockServices.rootConfig.factory({
          data: {
            ...config.get<JsonObject>(),
            integrations: { gitea: [{ host: 'git.example.com' }] },
          },
        }),
        mockServices.urlReader.mock({
          readTree: async url => {
            if (url.includes('nope')) throw new Error(`${url} returned 404`);
            return {
              dir: async (options?: { targetDir?: string }) => {
                await writeFiles(options!.targetDir!, MODEL_FILES);
                return options!.targetDir!;
              },
            } as never;
          },
        }).factory,
      ],
    });
  });

  afterAll(() => backend.stop());

  async function dryRun(change: JsonObject = {}) {
    const response = await fetch(
      `http://localhost:${backend.server.port()}/api/scaffolder/v2/dry-run`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          template,
          values: {
            source: 'https://git.example.com/ml/models/src/branch/main/iris',
            name: 'iris',
            version: '1.0.0',
            modelFormat: 'sklearn',
            owner: 'group:default/ml-team',
            environment: 'dev',
            ...change,
          },
          directoryContents: [],
        }),
      },
    );
    return { status: response.status, body: await response.json() };
  }

  const logOf = (body: any): string =>
    body.log
      .map((entry: { body: { message: string } }) => entry.body.message)
      .join('\n');

  it('plans every step, with what was left out of the form taken from the configuration', async () => {
    const { status, body } = await dryRun();
    expect(status).toBe(200);
    const log = logOf(body);
    for (const plan of [
      'Plan: package .model. as modelcar registry\\.example\\.com/models/iris:1\\.0\\.0',
      'Plan: push .model. to registry\\.example\\.com/models/iris:1\\.0\\.0 as sha256:',
      'Plan: sign registry\\.example\\.com/models/iris-manifests@sha256:',
      'Plan: create the Git repository ml/iris on git\\.example\\.com',
      'Plan: commit clusters/dev/iris\\.yaml to ml/fleet on git\\.example\\.com',
    ]) {
      expect(log).toMatch(new RegExp(plan));
    }
    expect(body.output.text[0].content).toMatch(
      /registry\.example\.com\/models\/iris@sha256:[0-9a-f]{64}/,
    );
    expect(body.output.links).toContainEqual(
      expect.objectContaining({ url: 'https://git.example.com/ml/iris' }),
    );
  });

  it('shows the files of the repository, model card and all', async () => {
    const { body } = await dryRun({ description: 'It says: "no"' });
    const files = new Map<string, string>(
      body.directoryContents.map(
        (file: { path: string; base64Content: string }) => [
          file.path,
          Buffer.from(file.base64Content, 'base64').toString(),
        ],
      ),
    );
    expect(
      parse(files.get(join('repository', 'catalog-info.yaml'))!).metadata
        .description,
    ).toBe('It says: "no"');
    expect([...files.values()].join('\n')).toMatch(/^#+ Iris$/m);
  });

  it('fails as the task would', async () => {
    const { status, body } = await dryRun({
      source: 'https://git.example.com/nope',
    });
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain('[SOURCE_UNREADABLE]');
  });
});

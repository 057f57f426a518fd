import { promises as fs } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { MODEL_VARIANTS } from '@waybill/backstage-plugin-waybill-node';
import { runSuccessfully } from '../../../processes';
import { closeSchema } from '../../published/crdSchemas';
import { expectEqual, type Check } from '../../check';
import type { Definition } from '../matrix/definitions';
import { SCHEMA_PATTERN } from '../matrix/schemaFolder';
import { pythonEnvironment } from './pythonEnvironments';
import { repositoryOf, type RepositoryRun } from './RepositoryRun';

/** It carries the schemas that the projects publish: no network is needed to ask them. */
const CHECK_JSONSCHEMA = 'check-jsonschema==0.39.0\n';

const SCHEMAS: readonly (readonly [schema: string, file: string])[] = [
  ['vendor.github-workflows', '.github/workflows/model.yaml'],
  ['vendor.gitlab-ci', '.gitlab-ci.yml'],
  ['vendor.renovate', 'renovate.json'],
];

/** Pipelines and Renovate's configuration in the eyes of those who read them. */
export function pipelineChecks(run: RepositoryRun): Check[] {
  const files = (name: string) =>
    MODEL_VARIANTS.map(variant =>
      path.join(repositoryOf(run, variant).folder, name),
    );
  return [
    {
      name: 'repository: actionlint takes the workflows',
      async run(signal) {
        await runSuccessfully(
          run.tools.path('actionlint'),
          ['-no-color', ...files('.github/workflows/model.yaml')],
          { cwd: run.folder, signal },
        );
      },
    },
    ...SCHEMAS.map(([schema, file]) => ({
      name: `repository: ${file} is of the schema ${schema}`,
      async run(signal: AbortSignal) {
        const { python } = await pythonEnvironment(CHECK_JSONSCHEMA, signal);
        await runSuccessfully(
          python,
          [
            ...['-m', 'check_jsonschema', '--builtin-schema', schema],
            ...files(file),
          ],
          { signal },
        );
      },
    })),
    {
      name: 'repository: Tekton’s definitions take pipelines and runs',
      run: signal => holdAgainstTekton(run, files('.tekton'), signal),
    },
    {
      name: 'repository: bash reads the scripts',
      async run(signal) {
        for (const folder of files('')) {
          const scripts = [
            'run.sh',
            ...(await fs.readdir(path.join(folder, 'ci')))
              .filter(name => name.endsWith('.sh'))
              .map(name => `ci/${name}`),
          ];
          for (const script of scripts) {
            await runSuccessfully('bash', ['-n', script], {
              cwd: folder,
              signal,
            });
          }
        }
      },
    },
  ];
}

async function holdAgainstTekton(
  run: RepositoryRun,
  folders: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const schemas = path.join(run.folder, 'tekton-schemas');
  const module = await run.tools.readFolder('tekton');
  for (const name of ['pipeline', 'pipelinerun']) {
    await writeSchema(
      path.join(module, 'config', '300-crds', `300-${name}.yaml`),
      schemas,
    );
  }
  const objects: object[] = [];
  for (const folder of folders) {
    for (const file of ['pipeline.yaml', 'runs.yaml']) {
      const text = await fs.readFile(path.join(folder, file), 'utf8');
      objects.push(...parseAllDocuments(text).map(one => one.toJS() as object));
    }
  }
  const { stdout } = await runSuccessfully(
    run.tools.path('kubeconform'),
    [
      ...['-strict', '-summary', '-output=json'],
      ...['-schema-location', `${schemas}/${SCHEMA_PATTERN}`, '-'],
    ],
    { input: objects.map(one => JSON.stringify(one)).join('\n---\n'), signal },
  );
  const { summary } = JSON.parse(stdout) as { summary: { valid: number } };
  expectEqual(summary.valid, folders.length * 3, 'objects that are valid');
}

async function writeSchema(file: string, schemas: string): Promise<void> {
  const [document] = parseAllDocuments(await fs.readFile(file, 'utf8'));
  const { spec } = document.toJS() as Definition;
  for (const { name, schema } of spec.versions) {
    const { properties, ...rest } = schema.openAPIV3Schema as {
      properties: Record<string, unknown>;
    };
    const target = path.join(schemas, spec.group);
    await fs.mkdir(target, { recursive: true });
    await fs.writeFile(
      path.join(target, `${spec.names.kind.toLowerCase()}_${name}.json`),
      JSON.stringify(
        closeSchema({
          ...rest,
          properties: {
            ...properties,
            metadata: { type: 'object', additionalProperties: true },
          },
        }),
      ),
    );
  }
}

import { promises as fs } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { KubernetesManifest } from '../../../controlPlane';
import { runProgram, type ProgramResult } from '../../../processes';
import type { Check } from '../../check';
import { ENVIRONMENTS, MODEL_NAME } from './combinations';
import { canonicalJson } from './distinctObjects';
import { inParallel } from './inParallel';
import { MatrixFailures } from './MatrixFailures';
import type { MatrixRun } from './MatrixRun';
import type { WrittenCase } from './renderMatrix';

type EnvironmentName = (typeof ENVIRONMENTS)[number];

/** What is written as files has to arrive in a cluster as it was meant, by the tools that both engines hold. */
export function formChecks(run: MatrixRun): Check[] {
  const { tools } = run;
  const kustomize = tools.path('kustomize');
  const helm = tools.path('helm');
  const chartOf = (folder: string) => path.join(folder, 'chart');
  const valuesOf = (folder: string, environment: string) =>
    path.join(folder, 'environments', environment, 'values.yaml');
  return [
    {
      name: 'kustomize builds what each environment is to get',
      run: () =>
        holdEach(run, 'kustomize', 'kustomize build', (folder, environment) =>
          runProgram(kustomize, [
            'build',
            path.join(folder, 'environments', environment),
          ]),
        ),
    },
    {
      name: 'helm renders what each environment is to get',
      run: () =>
        holdEach(run, 'helm', 'helm template', (folder, environment) =>
          runProgram(
            helm,
            [
              'template',
              MODEL_NAME,
              chartOf(folder),
              `--namespace=${environment}`,
              `--values=${valuesOf(folder, environment)}`,
            ],
            { env: helmHome(run) },
          ),
        ),
    },
    {
      name: 'helm finds nothing to say of a chart with its values',
      async run() {
        const failures = new MatrixFailures();
        await forEachCase(run, 'helm', async (written, folder) => {
          for (const environment of ENVIRONMENTS) {
            const { exitCode, stdout, stderr } = await runProgram(
              helm,
              [
                'lint',
                '--strict',
                '--quiet',
                chartOf(folder),
                `--namespace=${environment}`,
                `--values=${valuesOf(folder, environment)}`,
              ],
              { env: helmHome(run) },
            );
            if (exitCode === 0)
              run.counts.add('helm lint --strict', 'charts with values');
            else {
              failures.add(
                `${written.combination.id}, ${environment}`,
                `${stdout}${stderr}`,
              );
            }
          }
        });
        failures.throwIfAny();
      },
    },
  ];
}

/** Nothing of the person's own Helm takes part. */
function helmHome({ folder }: MatrixRun) {
  return {
    HELM_CACHE_HOME: path.join(folder, 'helm'),
    HELM_CONFIG_HOME: path.join(folder, 'helm'),
    HELM_DATA_HOME: path.join(folder, 'helm'),
  };
}

async function holdEach(
  run: MatrixRun,
  form: string,
  tool: string,
  render: (
    folder: string,
    environment: EnvironmentName,
  ) => Promise<ProgramResult>,
): Promise<void> {
  const failures = new MatrixFailures();
  await forEachCase(run, form, async (written, folder) => {
    for (const environment of ENVIRONMENTS) {
      const where = `${written.combination.id}, ${environment}`;
      const { exitCode, stdout, stderr } = await render(folder, environment);
      if (exitCode !== 0) {
        failures.add(where, stderr.slice(0, 500));
        continue;
      }
      const difference = compare(
        readObjects(stdout),
        written.rendered[environment],
      );
      if (difference === undefined) run.counts.add(tool, 'environments');
      else failures.add(where, difference);
    }
  });
  failures.throwIfAny();
}

async function forEachCase(
  run: MatrixRun,
  form: string,
  work: (written: WrittenCase, folder: string) => Promise<void>,
): Promise<void> {
  const cases = run.matrix.written.filter(
    ({ combination }) => combination.form === form,
  );
  await inParallel(cases, availableParallelism(), async written => {
    run.signal.throwIfAborted();
    const folder = path.join(run.folder, 'cases', written.combination.id);
    await writeFiles(folder, written);
    await work(written, folder);
    await fs.rm(folder, { recursive: true });
  });
}

async function writeFiles(
  folder: string,
  { files }: WrittenCase,
): Promise<void> {
  for (const { path: name, content } of files) {
    const file = path.join(folder, name);
    await fs.mkdir(path.dirname(file), { recursive: true });
    await fs.writeFile(file, content);
  }
}

function readObjects(text: string): KubernetesManifest[] {
  return parseAllDocuments(text)
    .map(document => document.toJS() as KubernetesManifest | null)
    .filter(object => object !== null);
}

/** @returns the first object that is not the same on both sides */
function compare(
  built: readonly KubernetesManifest[],
  meant: readonly KubernetesManifest[],
): string | undefined {
  const [left, right] = [byName(built), byName(meant)];
  for (const name of new Set([...left.keys(), ...right.keys()])) {
    const [is, want] = [left.get(name), right.get(name)];
    if (is === undefined) return `${name} is missing`;
    if (want === undefined) return `${name} is not meant to be`;
    if (is !== want) return `${name} differs: ${firstDifference(is, want)}`;
  }
  return built.length === meant.length ? undefined : 'an object is there twice';
}

function byName(objects: readonly KubernetesManifest[]): Map<string, string> {
  return new Map(
    objects.map(object => [
      `${object.kind} ${object.metadata.namespace ?? ''}/${
        object.metadata.name
      }`,
      canonicalJson(object),
    ]),
  );
}

function firstDifference(is: string, want: string): string {
  let at = 0;
  while (at < is.length && is[at] === want[at]) at += 1;
  const from = Math.max(0, at - 60);
  return `…${is.slice(from, at + 60)}… is not …${want.slice(from, at + 60)}…`;
}

import { promises as fs } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { runProgram } from '../../processes';
import type { Tools } from '../../tools';
import type { AdmissionPlace } from './AdmissionPlace';

/** What Kyverno says of one object: `pass`, `fail`, `warn`, `error` or `skip` of each of its rules. */
export interface KyvernoAnswer {
  readonly results: readonly {
    readonly policy: string;
    readonly result: string;
    readonly message?: string;
  }[];
  readonly exitCode: number;
  readonly output: string;
}

let run = 0;

/** Lets Kyverno's own command apply policies to an object. */
export async function applyPolicies(
  { tools, folder, signal }: AdmissionPlace,
  policies: readonly object[],
  resource: object,
): Promise<KyvernoAnswer> {
  run += 1;
  const place = path.join(folder, 'kyverno', String(run));
  await fs.mkdir(place, { recursive: true });
  const policyFile = path.join(place, 'policies.yaml');
  const resourceFile = path.join(place, 'resource.yaml');
  await fs.writeFile(
    policyFile,
    policies.map(policy => stringify(policy)).join('---\n'),
  );
  await fs.writeFile(resourceFile, stringify(resource));
  const { stdout, stderr, exitCode } = await runProgram(
    tools.path('kyverno'),
    [
      'apply',
      policyFile,
      `--resource=${resourceFile}`,
      '--registry',
      `--crd-paths=${await kserveDefinitions(tools)}`,
      '--policy-report',
      '--output-format=json',
      '--remove-color',
    ],
    { cwd: place, env: { HOME: place }, signal },
  );
  return {
    results: readReport(stdout),
    exitCode,
    output: `${stdout}\n${stderr}`,
  };
}

/** It maps kinds to resources by definitions alone, where no cluster is there to be asked. */
async function kserveDefinitions(tools: Tools): Promise<string> {
  const folder = await tools.moduleFolder('kserve-manager');
  const definitions = path.join(folder, 'config', 'crd', 'minimal');
  return [
    path.join(definitions, 'serving.kserve.io_inferenceservices.yaml'),
    path.join(
      definitions,
      'llmisvc',
      'serving.kserve.io_llminferenceservices.yaml',
    ),
  ].join(',');
}

/** The report stands behind lines for people. */
function readReport(stdout: string): KyvernoAnswer['results'] {
  const start = stdout.search(/^(\{|apiVersion:)/m);
  if (start < 0) return [];
  return parseAllDocuments(stdout.slice(start)).flatMap(document => {
    const report = document.toJS() as {
      results?: KyvernoAnswer['results'];
    } | null;
    return report?.results ?? [];
  });
}

import { promises as fs } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { runProgram } from '../../processes';
import type { Tools } from '../../tools';
import type { AdmissionPlace } from './AdmissionPlace';

/** What Kyverno says of objects: `pass`, `fail`, `warn`, `error` or `skip`, for each and each of its rules. */
export interface KyvernoAnswer {
  readonly results: readonly {
    readonly policy: string;
    readonly result: string;
    readonly message?: string;
    readonly resources?: readonly { readonly name: string }[];
  }[];
  readonly exitCode: number;
  readonly output: string;
}

let run = 0;

/** Lets Kyverno's own command apply policies to objects of one kind. */
export async function applyPolicies(
  { tools, folder, signal }: AdmissionPlace,
  policies: readonly object[],
  resources: readonly { readonly kind: string }[],
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
  await fs.writeFile(
    resourceFile,
    resources.map(resource => stringify(resource)).join('---\n'),
  );
  const { stdout, stderr, exitCode } = await runProgram(
    tools.path('kyverno'),
    [
      'apply',
      policyFile,
      `--resource=${resourceFile}`,
      '--registry',
      ...(await definitionOf(resources[0].kind, tools)),
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

const DEFINITIONS: Readonly<Record<string, string>> = {
  InferenceService: 'serving.kserve.io_inferenceservices.yaml',
  LLMInferenceService: 'llmisvc/serving.kserve.io_llminferenceservices.yaml',
};

/** It maps kinds to resources by definitions, where no cluster is there to be asked; of several it keeps the last. */
async function definitionOf(
  kind: string,
  tools: Tools,
): Promise<readonly string[]> {
  const name = DEFINITIONS[kind];
  if (name === undefined) return [];
  const module = await tools.moduleFolder('kserve-manager');
  return [`--crd-paths=${path.join(module, 'config/crd/minimal', name)}`];
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

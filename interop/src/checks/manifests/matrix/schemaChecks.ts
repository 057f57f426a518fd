import path from 'node:path';
import { runProgram } from '../../../processes';
import type { Check } from '../../check';
import type { Definition } from './definitions';
import { MatrixFailures } from './MatrixFailures';
import type { MatrixRun } from './MatrixRun';
import { SCHEMA_PATTERN, writeSchemaFolder } from './schemaFolder';

interface KubeconformAnswer {
  readonly resources?: readonly {
    readonly kind: string;
    readonly name: string;
    readonly status: string;
    readonly msg: string;
  }[];
  readonly summary: {
    readonly valid: number;
    readonly invalid: number;
    readonly errors: number;
    readonly skipped: number;
  };
}

/** kubeconform takes every object by the schemas of the same definitions. */
export function schemaChecks(
  run: MatrixRun,
  definitions: readonly Definition[],
): Check[] {
  const { matrix, tools, folder, signal } = run;
  return [
    {
      name: 'kubeconform -strict takes every object of every combination',
      async run() {
        const schemas = path.join(folder, 'schemas');
        await writeSchemaFolder(schemas, definitions, tools);
        const objects = matrix.objects.list().map(({ object }) => object);
        const { stdout, stderr } = await runProgram(
          tools.path('kubeconform'),
          [
            '-strict',
            '-summary',
            '-output=json',
            '-schema-location',
            `${schemas}/${SCHEMA_PATTERN}`,
            '-',
          ],
          {
            // JSON is YAML, and each document one line.
            input: objects
              .map(object => JSON.stringify(object))
              .join('\n---\n'),
            timeoutMs: 300_000,
            signal,
          },
        );
        const failures = new MatrixFailures();
        if (!stdout.trimStart().startsWith('{')) {
          failures.add('kubeconform', stderr.slice(0, 500));
          failures.throwIfAny();
        }
        const { resources = [], summary } = JSON.parse(
          stdout,
        ) as KubeconformAnswer;
        for (const { kind, name, msg } of resources) {
          failures.add(`${kind} ${name}`, msg);
        }
        if (summary.valid !== objects.length) {
          failures.add(
            'kubeconform',
            `${objects.length} objects were given: ${JSON.stringify(summary)}`,
          );
        }
        failures.throwIfAny();
        run.counts.add('kubeconform -strict', 'objects', summary.valid);
      },
    },
  ];
}

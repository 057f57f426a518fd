import { waitUntil } from '../../../processes';
import type { Check } from '../../check';
import { ApiClient } from './ApiClient';
import { ENVIRONMENTS } from './combinations';
import type { Definition } from './definitions';
import { inParallel } from './inParallel';
import { MatrixFailures } from './MatrixFailures';
import type { MatrixRun } from './MatrixRun';

const WIDTH = 8;
const ESTABLISH_DEADLINE_MS = 240_000;

/** Gives the API server the namespaces and the definitions, and waits until it serves them. */
export async function prepareServer(
  client: ApiClient,
  definitions: readonly Definition[],
): Promise<void> {
  for (const name of [...ENVIRONMENTS, 'flux-system', 'argocd']) {
    await client.create({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    });
  }
  for (const definition of definitions) await client.create(definition);
  for (const { spec } of definitions) {
    for (const version of spec.versions) {
      await waitUntil(
        () => client.serves(`${spec.group}/${version.name}`, spec.names.kind),
        {
          what: `the API server to serve ${spec.names.kind} ${version.name}`,
          deadlineMs: ESTABLISH_DEADLINE_MS,
        },
      );
    }
  }
}

/** A real API server takes every object in strict mode. */
export function serverChecks(run: MatrixRun, client: ApiClient): Check[] {
  return [
    {
      name: 'the API server takes every object of every combination',
      async run() {
        const failures = new MatrixFailures();
        await inParallel(
          run.matrix.objects.list(),
          WIDTH,
          async ({ object, from }) => {
            const { isAccepted, message } = await client.dryRun(object);
            if (isAccepted) run.counts.add('API server', 'objects');
            else failures.add(`${from}, ${object.kind}`, message);
          },
        );
        failures.throwIfAny();
      },
    },
    {
      name: 'the API server refuses an object with a field that it does not know',
      async run() {
        const failures = new MatrixFailures();
        for (const { object } of oneOfEachKind(run)) {
          const { isAccepted } = await client.dryRun({
            ...object,
            spec: { ...(object.spec as object), notAField: true },
          });
          if (isAccepted) failures.add(object.kind, 'takes an unknown field');
        }
        failures.throwIfAny();
      },
    },
  ];
}

function oneOfEachKind({ matrix }: MatrixRun) {
  const seen = new Set<string>();
  return matrix.objects.list().filter(({ object: { apiVersion, kind } }) => {
    const key = `${apiVersion}/${kind}`;
    return !seen.has(key) && seen.add(key);
  });
}

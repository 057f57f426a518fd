import { promises as fs } from 'node:fs';
import path from 'node:path';
import type { Tools } from '../../../tools';
import { closeSchema } from '../../published/crdSchemas';
import type { Definition } from './definitions';

type Json = Record<string, unknown>;

/** Kinds of Kubernetes itself that are written. */
const NATIVE: Readonly<Record<string, string>> = {
  'apps/deployment_v1': 'io.k8s.api.apps.v1.Deployment',
  'autoscaling/horizontalpodautoscaler_v2':
    'io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler',
  'batch/job_v1': 'io.k8s.api.batch.v1.Job',
  'networking.k8s.io/ingress_v1': 'io.k8s.api.networking.v1.Ingress',
  'policy/poddisruptionbudget_v1': 'io.k8s.api.policy.v1.PodDisruptionBudget',
  'v1/service_v1': 'io.k8s.api.core.v1.Service',
};

/** Where kubeconform finds the schema of an object, below the folder. */
export const SCHEMA_PATTERN =
  '{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json';

/** Writes JSON Schemas of all kinds as kubeconform reads them, closed to fields that they do not have. */
export async function writeSchemaFolder(
  folder: string,
  definitions: readonly Definition[],
  tools: Tools,
): Promise<void> {
  for (const { spec } of definitions) {
    for (const version of spec.versions) {
      const { properties, ...schema } = version.schema.openAPIV3Schema as {
        properties: Json;
      };
      await write(
        path.join(
          folder,
          spec.group,
          `${spec.names.kind.toLowerCase()}_${version.name}.json`,
        ),
        closeSchema({
          ...schema,
          properties: {
            apiVersion: { type: 'string' },
            kind: { type: 'string' },
            ...properties,
            metadata: { type: 'object', additionalProperties: true },
          },
        } as Json),
      );
    }
  }
  const all = await readNative(tools);
  for (const [file, name] of Object.entries(NATIVE)) {
    const found: Json = {};
    collect(name, all, found);
    await write(path.join(folder, `${file}.json`), {
      $ref: `#/definitions/${name}`,
      definitions: found,
    });
  }
}

async function readNative(tools: Tools): Promise<Record<string, Json>> {
  const file = path.join(
    await tools.moduleFolder('kube-apiserver'),
    'api',
    'openapi-spec',
    'swagger.json',
  );
  const { definitions } = JSON.parse(await fs.readFile(file, 'utf8')) as {
    definitions: Record<string, Json>;
  };
  return definitions;
}

/** Takes a definition and all that it leads to. */
function collect(name: string, all: Record<string, Json>, found: Json): void {
  if (found[name]) return;
  // A number or a text, which its own definition does not say.
  const isIntOrString = name.endsWith('intstr.IntOrString');
  const isQuantity = name.endsWith('resource.Quantity');
  found[name] =
    isIntOrString || isQuantity
      ? { type: ['string', 'number'] }
      : closeSchema(all[name]);
  JSON.stringify(found[name], (key, value) => {
    if (key === '$ref' && typeof value === 'string') {
      collect(value.replace('#/definitions/', ''), all, found);
    }
    return value;
  });
}

async function write(file: string, schema: unknown): Promise<void> {
  await fs.mkdir(path.dirname(file), { recursive: true });
  await fs.writeFile(file, JSON.stringify(schema));
}

import { promises as fs } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Tools } from '../../tools';

interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: unknown;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly [key: string]: unknown;
}

interface Definition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly {
      readonly name: string;
      readonly schema: { readonly openAPIV3Schema: Schema };
    }[];
  };
}

/** The full definitions, where a cluster may do with less: a field that is misspelt is to be found. */
const DEFINITIONS: readonly [program: string, file: string][] = [
  [
    'kserve-manager',
    'config/crd/full/serving.kserve.io_inferenceservices.yaml',
  ],
  [
    'source-controller',
    'config/crd/bases/source.toolkit.fluxcd.io_ocirepositories.yaml',
  ],
  [
    'kustomize-controller',
    'config/crd/bases/kustomize.toolkit.fluxcd.io_kustomizations.yaml',
  ],
];

/** Writes JSON schemas of the kinds that the portal writes, as kubeconform reads them, and gives their folder. */
export async function writeSchemas(
  tools: Tools,
  folder: string,
): Promise<string> {
  for (const [program, name] of DEFINITIONS) {
    const file = path.join(await tools.moduleFolder(program), name);
    const text = await fs.readFile(file, 'utf8');
    for (const document of parseAllDocuments(text)) {
      const { spec } = document.toJS() as Definition;
      const target = path.join(folder, spec.group);
      await fs.mkdir(target, { recursive: true });
      for (const version of spec.versions) {
        await fs.writeFile(
          path.join(
            target,
            `${spec.names.kind.toLowerCase()}_${version.name}.json`,
          ),
          JSON.stringify(
            closeSchema(rootSchema(version.schema.openAPIV3Schema)),
          ),
        );
      }
    }
  }
  return folder;
}

/** Metadata is known to every API server and described in no definition. */
function rootSchema(schema: Schema): Schema {
  return {
    ...schema,
    properties: {
      ...schema.properties,
      metadata: { type: 'object', additionalProperties: true },
    },
  };
}

/** Refuses fields that the definition does not have, as an API server does in strict mode. */
export function closeSchema(schema: Schema): Schema {
  const closed: Record<string, unknown> = { ...schema };
  if (schema.properties) {
    closed.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([name, property]) => [
        name,
        closeSchema(property),
      ]),
    );
    if (
      schema.additionalProperties === undefined &&
      !schema['x-kubernetes-preserve-unknown-fields']
    ) {
      closed.additionalProperties = false;
    }
  }
  if (schema.items) {
    closed.items = closeSchema(schema.items);
  }
  return closed as Schema;
}

import { promises as fs } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Tools } from '../../../tools';

/** A CustomResourceDefinition, as far as it is looked into. */
export interface Definition {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string; readonly plural: string };
    readonly versions: readonly {
      readonly name: string;
      readonly storage: boolean;
      readonly schema: { readonly openAPIV3Schema: object };
    }[];
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

const KSERVE = 'config/crd/full';

/** Where each project keeps its definitions, in the module of the version that the suite runs or would run with. */
const PLACES: readonly (readonly [
  folder: (tools: Tools) => Promise<string>,
  files: readonly string[],
])[] = [
  [
    tools => tools.moduleFolder('kserve-manager'),
    [
      `${KSERVE}/serving.kserve.io_inferenceservices.yaml`,
      `${KSERVE}/llmisvc/serving.kserve.io_llminferenceservices.yaml`,
    ],
  ],
  [
    tools => tools.moduleFolder('source-controller'),
    [
      'gitrepositories',
      'helmcharts',
      'helmrepositories',
      'ocirepositories',
    ].map(name => `config/crd/bases/source.toolkit.fluxcd.io_${name}.yaml`),
  ],
  [
    tools => tools.moduleFolder('kustomize-controller'),
    ['config/crd/bases/kustomize.toolkit.fluxcd.io_kustomizations.yaml'],
  ],
  [
    tools => tools.readFolder('helm-controller'),
    ['config/crd/bases/helm.toolkit.fluxcd.io_helmreleases.yaml'],
  ],
  [
    tools => tools.readFolder('argo-cd'),
    ['application', 'applicationset', 'appproject'].map(
      name => `manifests/crds/${name}-crd.yaml`,
    ),
  ],
  [
    tools => tools.readFolder('gateway-api'),
    ['config/crd/standard/gateway.networking.k8s.io_httproutes.yaml'],
  ],
  [
    tools => tools.readFolder('keda'),
    ['config/crd/bases/keda.sh_scaledobjects.yaml'],
  ],
  [
    tools => tools.readFolder('prometheus-operator'),
    ['podmonitors', 'servicemonitors'].map(
      name =>
        `example/prometheus-operator-crd/monitoring.coreos.com_${name}.yaml`,
    ),
  ],
];

/** Definitions of all kinds that are written, in their full size. */
export async function readDefinitions(tools: Tools): Promise<Definition[]> {
  const definitions = await Promise.all(
    PLACES.map(async ([folderOf, files]) => {
      const folder = await folderOf(tools);
      return Promise.all(files.map(file => readOne(path.join(folder, file))));
    }),
  );
  return definitions.flat(2);
}

async function readOne(file: string): Promise<Definition[]> {
  const text = await fs.readFile(file, 'utf8');
  return parseAllDocuments(text)
    .map(document => document.toJS() as Definition | null)
    .filter(object => object?.kind === 'CustomResourceDefinition')
    .map(object => shorten(object as Definition));
}

/**
 * Without descriptions, which make some definitions larger than a store takes; and without conversion, whose webhook is
 * not there.
 */
function shorten(definition: Definition): Definition {
  const { spec, status: _status, ...rest } = definition;
  return {
    ...rest,
    metadata: {
      ...definition.metadata,
      // Some groups are reserved, and the server wants to see who approved.
      annotations: {
        ...(definition.metadata as { annotations?: object }).annotations,
      },
    },
    spec: {
      ...spec,
      conversion: { strategy: 'None' },
      // Versions that nobody writes cost the server as much as the one that is.
      versions: spec.versions
        .filter(({ storage }) => storage)
        .map(version => ({
          ...version,
          schema: {
            openAPIV3Schema: withoutDescriptions(
              version.schema.openAPIV3Schema,
            ),
          },
        })),
    },
  } as Definition;
}

/** `description` is also the name of fields: those are maps and stay. */
function withoutDescriptions(value: unknown): object {
  if (Array.isArray(value)) return value.map(withoutDescriptions);
  if (typeof value !== 'object' || value === null) return value as never;
  return Object.fromEntries(
    Object.entries(value)
      .filter(
        ([key, inner]) => key !== 'description' || typeof inner !== 'string',
      )
      .map(([key, inner]) => [key, withoutDescriptions(inner)]),
  );
}

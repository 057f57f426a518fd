import os from 'node:os';
import path from 'node:path';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import {
  platformTraits,
  type Environment,
  type EnvironmentPreset,
  type EnvironmentProfile,
  type RegistryList,
  type ServingPlace,
} from '@waybill/backstage-plugin-waybill-common';
import {
  clustersFromConfig,
  readEnvironmentProfile,
  type ClusterConnection,
} from '@waybill/backstage-plugin-waybill-node';
import { z } from 'zod';

const GIB = 1024 ** 3;
const HOUR_MS = 3_600_000;

/** What the backend reads from `waybill:` and `kubernetes:`; registries and policies are read by their own adapters. */
export interface WaybillOptions {
  readonly isSandbox: boolean;
  readonly environments: readonly Environment[];
  /** What is known of serving in each environment. */
  readonly places: readonly ServingPlace[];
  /** How models are declared and delivered in each environment. */
  readonly presets: readonly EnvironmentPreset[];
  /** `host/path@digest` of the image that modelcars come on top of. */
  readonly baseImage?: string;
  /** Where packages may be, and what forms start with. */
  readonly registries: RegistryList;
  /** The clusters that the environments name. */
  readonly clusters: readonly ClusterConnection[];
  readonly uploads: UploadOptions;
}

export interface UploadOptions {
  readonly directory: string;
  readonly maxBytes: number;
  readonly maxTotalBytes: number;
  readonly expireAfterMs: number;
}

const dnsLabel = z
  .string()
  .max(63)
  .regex(
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
    'lower-case letters, digits and dashes, as a Kubernetes name',
  );

const platformSchema = z
  .object({
    kubernetes: z.string(),
    imageVolume: z.boolean(),
    containerRuntime: z
      .string()
      .regex(/^[\w-]+:\/\/.+$/, 'as a node says it: containerd://2.1.4'),
    platforms: z.array(z.string()),
    kserve: z.string(),
    enableModelcar: z.boolean(),
    enableOciModelSupport: z.boolean(),
    ociModelMode: z.enum(['modelcar', 'native', 'fetch']),
    uidModelcar: z.number().int().nonnegative(),
    storagePrefixes: z.array(z.string()),
  })
  .partial();

const environmentSchema = z.object({
  name: dnsLabel,
  title: z.string().min(1).max(100).optional(),
  cluster: z.string().min(1),
  namespace: dnsLabel,
  platform: platformSchema.optional(),
  engine: z.enum(['flux', 'argo-cd']).default('flux'),
  source: z.enum(['git', 'oci']).default('oci'),
  form: z.enum(['kustomize', 'helm']).default('kustomize'),
  profile: z.unknown().optional(),
});

const bytes = z.number().int().positive();

const waybillSchema = z.object({
  isSandbox: z.boolean().default(false),
  environments: z.array(environmentSchema).default([]),
  registries: z.array(z.object({ host: z.string() })).default([]),
  defaults: z
    .object({
      registry: z.string().optional(),
      repositoryPrefix: z.string().optional(),
      gitHost: z.string().optional(),
      gitOwner: z.string().optional(),
      baseImage: z
        .string()
        .regex(/@sha256:[0-9a-f]{64}$/, 'host/path@sha256:…')
        .optional(),
    })
    .prefault({}),
  uploads: z
    .object({
      directory: z
        .string()
        .refine(path.isAbsolute, 'an absolute path')
        .default(path.join(os.tmpdir(), 'waybill-uploads')),
      maxBytes: bytes.default(2 * GIB),
      maxTotalBytes: bytes.default(10 * GIB),
      expireAfterHours: z.number().positive().default(24),
    })
    .prefault({}),
});

/** Reads the configuration once; a mistake in it names its key and what is expected there. */
export function readWaybillOptions(config: Config): WaybillOptions {
  const raw = config.getOptional('waybill') ?? {};
  const parsed = waybillSchema.safeParse(raw);
  if (!parsed.success) {
    throw new InputError(
      `Configuration: ${parsed.error.issues.map(sentence).join(' ')}`,
    );
  }
  const { isSandbox, uploads, defaults } = parsed.data;
  const environments = parsed.data.environments.map(
    ({ name, title = name, cluster, namespace }) => ({
      name,
      title,
      cluster,
      namespace,
    }),
  );
  refuseTwins(environments);
  const { baseImage, ...formDefaults } = defaults;
  return {
    isSandbox,
    environments,
    presets: parsed.data.environments.map(
      ({ name, engine, source, form, profile = {} }, index) => ({
        name,
        engine,
        source,
        form,
        profile: readProfile(profile, index),
      }),
    ),
    registries: { items: parsed.data.registries, defaults: formDefaults },
    places: parsed.data.environments.map(({ name, platform }) => ({
      name,
      ...platformTraits(platform),
    })),
    ...(baseImage && { baseImage }),
    clusters: clustersOf(environments, config),
    uploads: {
      directory: uploads.directory,
      maxBytes: uploads.maxBytes,
      maxTotalBytes: Math.max(uploads.maxTotalBytes, uploads.maxBytes),
      expireAfterMs: uploads.expireAfterHours * HOUR_MS,
    },
  };
}

function readProfile(value: unknown, index: number): EnvironmentProfile {
  try {
    return readEnvironmentProfile(
      value,
      `waybill.environments[${index}].profile`,
    );
  } catch (error) {
    throw new InputError(`Configuration: ${(error as Error).message}.`);
  }
}

function sentence(issue: z.core.$ZodIssue): string {
  const key = issue.path.reduce<string>(
    (text, step) =>
      typeof step === 'number' ? `${text}[${step}]` : `${text}.${String(step)}`,
    'waybill',
  );
  return `'${key}' is not as expected: ${issue.message}.`;
}

function refuseTwins(environments: readonly Environment[]): void {
  const names = environments.map(({ name }) => name);
  const twice = names.findIndex((name, i) => names.indexOf(name) !== i);
  if (twice !== -1) {
    throw new InputError(
      `Configuration: 'waybill.environments[${twice}].name' is '${names[twice]}' as in an environment before it; give each its own name.`,
    );
  }
}

function clustersOf(
  environments: readonly Environment[],
  config: Config,
): ClusterConnection[] {
  if (environments.length === 0) {
    return [];
  }
  const known = clustersFromConfig(config);
  const stranger = environments.findIndex(
    environment => !known.some(({ name }) => name === environment.cluster),
  );
  if (stranger !== -1) {
    const names = known.map(({ name }) => `'${name}'`).join(', ') || 'none';
    throw new InputError(
      `Configuration: 'waybill.environments[${stranger}].cluster' is '${environments[stranger].cluster}', which is not among the clusters in kubernetes.clusterLocatorMethods with type 'config' and authProvider 'serviceAccount' (${names}).`,
    );
  }
  return known.filter(({ name }) =>
    environments.some(({ cluster }) => cluster === name),
  );
}

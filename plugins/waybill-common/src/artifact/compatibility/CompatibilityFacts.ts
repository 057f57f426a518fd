import type { PackageFormat } from '../package';
import type {
  CompatibilityInput,
  DeliveryTraits,
  KserveTraits,
  PackageTraits,
  RegistryTraits,
} from './CompatibilityInput';
import { parseVersion, type Version } from './version';

/** The input with its texts understood; what cannot be understood is absent, and its text is kept to be shown. */
export interface CompatibilityFacts {
  readonly package: Omit<PackageTraits, 'format'> & {
    /** Absent for a format that nobody knows. */
    readonly format?: PackageFormat;
  };
  readonly kubernetes: {
    readonly version?: Version;
    readonly isImageVolumeEnabled?: boolean;
    readonly platforms: readonly string[];
  };
  readonly runtime: { readonly name?: string; readonly version?: Version };
  readonly kserve: Omit<KserveTraits, 'version'> & {
    readonly version?: Version;
  };
  readonly registry: RegistryTraits;
  readonly delivery?: DeliveryTraits;
  /** What subjects are called. */
  readonly names: {
    readonly format: string;
    readonly kubernetes: string;
    readonly runtime: string;
    readonly kserve: string;
    readonly registry: string;
    readonly delivery: string;
  };
}

const FORMATS: readonly string[] = [
  'modelcar',
  'modelkit',
  'modelpack',
  'artifact',
] satisfies readonly PackageFormat[];

const ENGINES: Readonly<Record<string, string>> = {
  'argo-cd': 'Argo CD',
  flux: 'Flux',
};

/** Longest text of an input that is shown again. */
const MAX_SHOWN = 60;

/** Never throws: an input that came from JSON may hold anything. */
export function understand(input: CompatibilityInput): CompatibilityFacts {
  const traits = objectOf<PackageTraits>(input.package);
  const cluster = objectOf<NonNullable<CompatibilityInput['cluster']>>(
    input.cluster,
  );
  const kserve = objectOf<KserveTraits>(input.kserve);
  const registry = objectOf<RegistryTraits>(input.registry);
  const runtime = String(cluster.containerRuntime ?? '');
  const [runtimeName, runtimeVersion] = runtime.split('://');
  return {
    package: {
      ...traits,
      format: FORMATS.includes(String(traits.format))
        ? traits.format
        : undefined,
    },
    kubernetes: {
      version: parseVersion(cluster.kubernetesVersion),
      isImageVolumeEnabled: cluster.isImageVolumeEnabled,
      platforms: listOf(cluster.platforms),
    },
    runtime: {
      name: runtimeName || undefined,
      version: parseVersion(runtimeVersion),
    },
    kserve: {
      ...kserve,
      version: parseVersion(kserve.version),
      storagePrefixes: kserve.storagePrefixes
        ? textsOf(kserve.storagePrefixes)
        : undefined,
    },
    registry,
    delivery: input.delivery ? understandDelivery(input.delivery) : undefined,
    names: {
      format: named('', traits.format, 'A package of an unknown format'),
      kubernetes: named('Kubernetes ', cluster.kubernetesVersion),
      runtime: named('', runtime.replace('://', ' '), 'The container runtime'),
      kserve: named('KServe ', kserve.version),
      registry: named('', registry.host, 'The registry'),
      delivery: named(
        '',
        ENGINES[String(input.delivery?.engine)] ?? input.delivery?.engine,
        'The delivery engine',
      ),
    },
  };
}

function understandDelivery(delivery: DeliveryTraits): DeliveryTraits {
  const { artifact, signatures } = delivery;
  return {
    ...delivery,
    artifact: artifact
      ? { ...artifact, layerMediaTypes: textsOf(artifact.layerMediaTypes) }
      : undefined,
    signatures: signatures
      ? listOf(signatures).filter(found => typeof found === 'object' && found)
      : undefined,
  };
}

function listOf<T>(value: readonly T[] | undefined): readonly T[] {
  return Array.isArray(value) ? value : [];
}

function textsOf(value: readonly string[] | undefined): readonly string[] {
  return listOf(value).map(String);
}

function objectOf<T>(value: unknown): Partial<T> {
  return typeof value === 'object' && value !== null ? value : {};
}

function named(prefix: string, value: unknown, fallback?: string): string {
  const text = value === undefined || value === null ? '' : String(value);
  const shown = text
    .replace(/\p{Cc}/gu, ' ')
    .slice(0, MAX_SHOWN)
    .trim();
  return shown ? `${prefix}${shown}` : fallback ?? prefix.trim();
}

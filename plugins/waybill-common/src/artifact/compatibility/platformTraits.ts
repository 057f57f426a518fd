import type { ClusterTraits, KserveTraits } from './CompatibilityInput';

/**
 * `waybill.environments[].platform`, as people write it: flat, all of it optional.
 *
 * @public
 */
export interface EnvironmentPlatform {
  /** Version of Kubernetes: `v1.35.2`. */
  readonly kubernetes?: string;
  /** The feature gate ImageVolume. */
  readonly imageVolume?: boolean;
  /** `containerd://2.1.4` */
  readonly containerRuntime?: string;
  /** `linux/amd64` */
  readonly platforms?: readonly string[];
  /** Version of KServe: `v0.20.0`. */
  readonly kserve?: string;
  readonly enableModelcar?: boolean;
  readonly enableOciModelSupport?: boolean;
  readonly ociModelMode?: string;
  readonly uidModelcar?: number;
  readonly storagePrefixes?: readonly string[];
}

/**
 * What the configuration says of an environment, as the compatibility check takes it. Fields of other types than these
 * count as not said.
 *
 * @public
 */
export function platformTraits(platform: unknown): {
  readonly cluster: ClusterTraits;
  readonly kserve: KserveTraits;
} {
  const said = (
    typeof platform === 'object' && platform !== null ? platform : {}
  ) as Readonly<Record<keyof EnvironmentPlatform, unknown>>;
  return {
    cluster: {
      kubernetesVersion: text(said.kubernetes),
      isImageVolumeEnabled: flag(said.imageVolume),
      containerRuntime: text(said.containerRuntime),
      platforms: texts(said.platforms),
    },
    kserve: {
      version: text(said.kserve),
      enableModelcar: flag(said.enableModelcar),
      enableOciModelSupport: flag(said.enableOciModelSupport),
      ociModelMode: text(said.ociModelMode),
      uidModelcar:
        typeof said.uidModelcar === 'number' ? said.uidModelcar : undefined,
      storagePrefixes: texts(said.storagePrefixes),
    },
  };
}

/** A version that YAML took for a number is not one: 1.30 would be 1.3. */
function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function flag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

function texts(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.map(String) : undefined;
}

import type { EnvironmentProfile } from '../declaration';

/** Names of the profiles that come with Waybill. @public */
export type ProfilePreset =
  | 'dev'
  | 'staging'
  | 'production'
  | 'dev-gpu'
  | 'staging-gpu'
  | 'production-gpu';

/** Names of the sizes that forms offer. @public */
export type ResourcePreset = 'small' | 'medium' | 'large' | 'gpu';

/** What a model server gets. @public */
export type ResourceProfile = Pick<EnvironmentProfile, 'resources' | 'gpu'>;

/** curl 8.10.1, for all platforms: what asks a model under synthetic load where nothing else is said. @public */
export const DEFAULT_LOAD_IMAGE =
  'docker.io/curlimages/curl@sha256:d9b4541e214bcd85196d6e92e2753ac6d0ea699f0af5741f8c6cccbfcf00ef4b';

/**
 * Sizes of a model server. Memory is asked for as it is limited, since a model does not give it back. The CPU is limited
 * too, because KServe's runtimes bring a limit of their own that a larger request would break.
 *
 * @public
 */
export const RESOURCE_PRESETS: Readonly<
  Record<ResourcePreset, ResourceProfile>
> = {
  small: sizeOf('250m', '1', '1Gi'),
  medium: sizeOf('1', '2', '4Gi'),
  large: sizeOf('4', '8', '16Gi'),
  gpu: { ...sizeOf('4', '8', '32Gi'), gpu: { count: 1 } },
};

const DEV: EnvironmentProfile = {
  replicas: { min: 1, max: 1 },
  ...RESOURCE_PRESETS.small,
  logLevel: 'debug',
};

const STAGING: EnvironmentProfile = {
  replicas: { min: 2, max: 2 },
  ...RESOURCE_PRESETS.medium,
  logLevel: 'info',
  syntheticLoad: {
    requestsPerSecond: 5,
    durationSeconds: 600,
    image: DEFAULT_LOAD_IMAGE,
  },
};

const PRODUCTION: EnvironmentProfile = {
  replicas: { min: 3, max: 10 },
  ...RESOURCE_PRESETS.large,
  logLevel: 'warning',
  autoscaling: { class: 'hpa', metric: 'cpu', target: 70 },
  isMonitored: true,
  disruptionBudget: { minAvailable: 2 },
};

/**
 * Profiles by name: what an environment of the configuration may take instead of writing it all.
 *
 * @public
 */
export const PROFILE_PRESETS: Readonly<
  Record<ProfilePreset, EnvironmentProfile>
> = {
  dev: DEV,
  staging: STAGING,
  production: PRODUCTION,
  'dev-gpu': { ...DEV, ...withGpus(1) },
  'staging-gpu': { ...STAGING, ...withGpus(2) },
  'production-gpu': { ...PRODUCTION, ...withGpus(4) },
};

/** @public */
export function isProfilePreset(name: string): name is ProfilePreset {
  return Object.hasOwn(PROFILE_PRESETS, name);
}

function withGpus(count: number): ResourceProfile {
  return { ...RESOURCE_PRESETS.gpu, gpu: { count } };
}

function sizeOf(
  cpu: string,
  cpuLimit: string,
  memory: string,
): ResourceProfile {
  return {
    resources: {
      requests: { cpu, memory },
      limits: { cpu: cpuLimit, memory },
    },
  };
}

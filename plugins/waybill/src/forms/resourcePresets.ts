import {
  RESOURCE_PRESETS,
  type ResourcePreset,
  type ResourceProfile,
} from '@waybill/backstage-plugin-waybill-common';

/** A size as a form offers it. */
export interface ResourceChoice {
  readonly name: ResourcePreset;
  readonly title: string;
  readonly profile: ResourceProfile;
}

export const DEFAULT_GPU = 'nvidia.com/gpu';

const TITLES: Readonly<Record<ResourcePreset, string>> = {
  small: 'Small',
  medium: 'Medium',
  large: 'Large',
  gpu: 'With a GPU',
};

export const RESOURCE_CHOICES: readonly ResourceChoice[] = (
  Object.keys(TITLES) as ResourcePreset[]
).map(name => ({
  name,
  title: TITLES[name],
  profile: RESOURCE_PRESETS[name],
}));

/** The size that a profile has, where it has a name. */
export function resourceChoiceOf(
  profile: ResourceProfile,
  choices: readonly ResourceChoice[] = RESOURCE_CHOICES,
): ResourceChoice | undefined {
  const wanted = wordsOf(profile);
  return choices.find(choice => wordsOf(choice.profile) === wanted);
}

/** The same for the same sizes, in whatever order they are written. */
function wordsOf({ resources, gpu }: ResourceProfile): string {
  const sorted = (map: Readonly<Record<string, string>> = {}) =>
    Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    sorted(resources?.requests),
    sorted(resources?.limits),
    gpu && gpu.count > 0 ? [gpu.count, gpu.resource ?? DEFAULT_GPU] : [],
  ]);
}

/** `1 CPU, 2Gi` */
export function describeResources({ resources }: ResourceProfile): string {
  const { cpu, memory } = { ...resources?.requests, ...resources?.limits };
  return [cpu && `${cpu} CPU`, memory].filter(Boolean).join(', ');
}

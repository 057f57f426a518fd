import {
  PROFILE_PRESETS,
  type EnvironmentProfile,
  type ProfilePreset,
} from '@waybill/backstage-plugin-waybill-common';

/** A profile to begin with. */
export interface ProfileChoice {
  readonly name: string;
  readonly title: string;
  readonly profile: EnvironmentProfile;
}

const TITLES: Readonly<Record<ProfilePreset, string>> = {
  dev: 'Development: one small replica',
  staging: 'Staging: two replicas under load',
  production: 'Production: scales, is watched, survives drained nodes',
  'dev-gpu': 'Development with a GPU',
  'staging-gpu': 'Staging with GPUs',
  'production-gpu': 'Production with GPUs',
};

/** What a form offers beside what the portal's configuration says of an environment. */
export const PROFILE_CHOICES: readonly ProfileChoice[] = (
  Object.keys(TITLES) as ProfilePreset[]
).map(name => ({ name, title: TITLES[name], profile: PROFILE_PRESETS[name] }));

import type { EnvironmentProfile } from '@waybill/backstage-plugin-waybill-common';

/** A part of the form shows the profile, and gives another one. */
export interface ProfilePartProps {
  readonly profile: EnvironmentProfile;
  readonly onChange: (profile: EnvironmentProfile) => void;
}

import type { EnvironmentProfile, PinnedPackage } from '../declaration';
import type { ServingTrack } from './servingLabels';

/** A version under trial, and its share of the traffic. @internal */
export interface CanaryTrack {
  readonly track: ServingTrack;
  readonly package: PinnedPackage;
  readonly trafficPercent: number;
}

/** @internal */
export function listCanaryTracks(
  { canary, furtherCanaries = [] }: EnvironmentProfile,
  stable: PinnedPackage | undefined,
): CanaryTrack[] {
  if (!stable || !canary) return [];
  return [canary, ...furtherCanaries].map(
    ({ version, digest, trafficPercent }, index) => ({
      track: index === 0 ? 'canary' : `canary-${index + 1}`,
      package: { ...stable, version, digest },
      trafficPercent,
    }),
  );
}

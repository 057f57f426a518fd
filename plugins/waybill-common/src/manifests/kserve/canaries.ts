import type { CanaryProfile, EnvironmentProfile } from '../declaration';

/** A version under trial, with the name that tells it from the stable one. @internal */
export interface NamedCanary extends CanaryProfile {
  /** `canary`, `canary-2`, … */
  readonly name: string;
}

/** @internal */
export function listCanaries({
  canary,
  furtherCanaries,
}: EnvironmentProfile): NamedCanary[] {
  return [...(canary ? [canary] : []), ...(furtherCanaries ?? [])].map(
    (profile, index) => ({
      ...profile,
      name: index === 0 ? 'canary' : `canary-${index + 1}`,
    }),
  );
}

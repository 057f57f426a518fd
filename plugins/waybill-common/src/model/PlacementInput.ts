import type { Verdict } from '../verification/verdict';
import type { Declaration, Observation, ObserverHealth } from './observation';
import type { Environment } from './placement';

/**
 * A version as far as a placement needs it; `VersionSummary` of the API is one.
 *
 * @public
 */
export interface KnownVersion {
  readonly tag: string;
  readonly digest: string;
  /** ISO 8601, where the manifest says it. */
  readonly createdAt?: string;
}

/**
 * What the registry said of a model's repository.
 *
 * @public
 */
export interface KnownVersions {
  /** All versions; where `problem` is set, those of the last good answer, or none. */
  readonly items: readonly KnownVersion[];
  /** Set where the registry could not be asked now: which one, and why. Never a secret. */
  readonly problem?: string;
  /** When `items` were read (ISO 8601). */
  readonly asOf?: string;
}

/**
 * Everything that a placement is derived from. All of it may be old, missing or wrong; nothing is fetched.
 *
 * @public
 */
export interface PlacementInput {
  readonly environment: Environment;
  /** `host/path` of the model's versions. */
  readonly repository: string;
  readonly versions: KnownVersions;
  /** Verdicts by digest. */
  readonly verdicts: Readonly<Record<string, Verdict>>;
  /** Verdicts of what delivery engines fetch, by `host/path@digest`. */
  readonly sourceVerdicts?: Readonly<Record<string, Verdict>>;
  /** Absent where Git was not read, e.g. for a model without a source location. */
  readonly declaration?: Declaration;
  /** May be of all clusters and models; what does not belong to the placement is ignored. */
  readonly observations: readonly Observation[];
  readonly observerHealth: readonly ObserverHealth[];
  readonly now: Date | string;
}

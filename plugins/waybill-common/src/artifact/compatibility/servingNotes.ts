import { bestStorageMode, checkCompatibility } from './checkCompatibility';
import type { CompatibilityInput, PackageTraits } from './CompatibilityInput';
import type { CompatibilityFinding } from './CompatibilityReport';
import {
  STORAGE_MODE_TITLES,
  STORAGE_MODES,
  type StorageMode,
} from './storageMode';

/** Something to know about serving a package in an environment. @public */
export interface ServingNote
  extends Pick<CompatibilityFinding, 'code' | 'verdict' | 'why' | 'advice'> {
  /** Name of the environment. */
  readonly environment: string;
  /** A way that is known to work, or to work with something, where the usual one does not. */
  readonly instead?: string;
}

/** An environment, as far as serving goes. @public */
export interface ServingPlace
  extends Pick<CompatibilityInput, 'cluster' | 'kserve'> {
  readonly name: string;
}

/**
 * What there is to say of serving a package by the usual way of its format: `oci://` for a modelcar, `kit://` for a
 * ModelKit or ModelPack, a storage container for anything else. Nothing where it works, and nothing where only facts
 * are missing.
 *
 * @public
 */
export function servingNotes(
  traits: PackageTraits,
  places: readonly ServingPlace[],
): ServingNote[] {
  return places.flatMap(place => {
    const mode = usualMode(traits, place);
    const report = checkCompatibility({
      package: traits,
      cluster: place.cluster,
      kserve: place.kserve,
      storageModes: [mode, ...STORAGE_MODES.filter(other => other !== mode)],
    });
    const finding =
      findOf(report.findings, mode, 'does-not-work') ??
      findOf(report.findings, mode, 'works-with');
    if (!finding) return [];
    const { code, verdict, why, advice } = finding;
    const best = bestStorageMode(report);
    return [
      {
        environment: place.name,
        code,
        verdict,
        why,
        advice,
        ...(verdict === 'does-not-work' &&
          best && { instead: STORAGE_MODE_TITLES[best] }),
      },
    ];
  });
}

function usualMode(
  { format }: PackageTraits,
  place: ServingPlace,
): StorageMode {
  if (format === 'modelcar') {
    return place.kserve?.ociModelMode === 'native'
      ? 'image-volume'
      : 'modelcar';
  }
  return format === 'modelkit' || format === 'modelpack'
    ? 'kit'
    : 'storage-container';
}

function findOf(
  findings: readonly CompatibilityFinding[],
  mode: StorageMode,
  wanted: CompatibilityFinding['verdict'],
): CompatibilityFinding | undefined {
  return findings.find(
    ({ storageMode, verdict }) => storageMode === mode && verdict === wanted,
  );
}

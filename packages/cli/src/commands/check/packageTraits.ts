import type { CompatibilityInput } from '@waybill/backstage-plugin-waybill-common';
import type { PackageContents } from '@waybill/backstage-plugin-waybill-node';

const FILE_PATH = 'org.cncf.model.filepath';
const READABLE_BY_ALL = 0o004;

/** What a check wants to know of a package, as far as its contents tell. */
export function packageTraits({
  format,
  layers,
  files,
}: PackageContents): CompatibilityInput['package'] {
  const modes = files.flatMap(({ mode }) => (mode === undefined ? [] : [mode]));
  const hasBase = layers.some(({ isBase }) => isBase);
  return {
    format,
    // nobody looks into a base image for a shell; without one there is none
    ...(format === 'modelcar' && !hasBase ? { hasShell: false } : {}),
    ...(modes.length === files.length
      ? {
          isWorldReadable: modes.every(
            mode => Math.floor(mode / READABLE_BY_ALL) % 2 === 1,
          ),
        }
      : {}),
    hasFilePaths: layers.every(
      ({ descriptor }) => descriptor.annotations?.[FILE_PATH] !== undefined,
    ),
    largestLayerBytes: layers.reduce(
      (largest, { descriptor }) => Math.max(largest, descriptor.size),
      0,
    ),
  };
}

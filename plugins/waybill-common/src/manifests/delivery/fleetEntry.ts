import type { DeliverySpec } from '../declaration';
import { ManifestError } from '../ManifestError';
import type { RepositoryFile } from '../environments';
import { serializeManifests } from '../serializeManifests';
import { buildDeliveryObjects } from './buildDeliveryObjects';
import { isRelativePath } from './deliveryGrammar';

/**
 * The file of the fleet repository that makes an environment's engine deliver a model.
 *
 * @param path - folder of the environment in the fleet repository, e.g. `clusters/dev`; its root where empty
 * @throws ManifestError
 * @public
 */
export function buildFleetEntry(
  spec: DeliverySpec,
  path: string,
): RepositoryFile {
  const content = serializeManifests(...buildDeliveryObjects(spec));
  return { path: joinFleetPath(path, `${spec.name}.yaml`), content };
}

/**
 * @throws ManifestError `INVALID_VALUE`
 * @internal
 */
export function joinFleetPath(folder: string, file: string): string {
  const trimmed = folder.replace(/^\.?\/+|\/+$/g, '').replace(/^\.$/, '');
  if (trimmed && !isRelativePath(trimmed)) {
    throw new ManifestError({
      code: 'INVALID_VALUE',
      field: 'path',
      message: `'${trimmed.slice(
        0,
        80,
      )}' is no folder of a fleet repository: write it like 'clusters/dev'`,
    });
  }
  return trimmed ? `${trimmed}/${file}` : file;
}

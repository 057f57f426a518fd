import {
  formatRepository,
  parseRepository,
  type StorageScheme,
  validateDigest,
} from '../../reference';
import type { PinnedPackage, ServingStorage } from '../declaration';

/**
 * The only form of a model's address that Waybill writes: by digest.
 *
 * @throws InvalidReferenceError
 * @public
 */
export function buildStorageUri(
  repository: string,
  digest: string,
  scheme: StorageScheme = 'oci',
): string {
  return `${scheme}://${formatRepository(
    parseRepository(repository),
  )}@${validateDigest(digest)}`;
}

/**
 * What a serving object says of where its model is; nothing where no package is pinned and none is needed.
 *
 * @throws InvalidReferenceError
 * @internal
 */
export function toStorageUri(
  storage: ServingStorage,
  pinned: Pick<PinnedPackage, 'repository' | 'digest'> | undefined,
): string | undefined {
  if (storage.scheme === 'uri') return storage.uri;
  return (
    pinned && buildStorageUri(pinned.repository, pinned.digest, storage.scheme)
  );
}

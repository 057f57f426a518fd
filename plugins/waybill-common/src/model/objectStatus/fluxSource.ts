import type { ObjectStatus } from './ObjectStatus';
import { deriveFluxStatus } from './fluxStatus';

/**
 * OCIRepository and GitRepository of source-controller v1.9. Both keep their last artifact when a newer one is
 * refused, so `Failed` does not mean that there is nothing to apply.
 *
 * @internal
 */
export function deriveFluxSourceStatus(object: unknown): ObjectStatus {
  return deriveFluxStatus(object, [
    { type: 'SourceVerified', status: 'False' },
    { type: 'FetchFailed', status: 'True' },
    { type: 'StorageOperationFailed', status: 'True' },
  ]);
}

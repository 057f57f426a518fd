import type { ObjectStatus } from './ObjectStatus';
import { deriveFluxStatus } from './fluxStatus';

/**
 * Kustomization of kustomize-controller v1.9. `Healthy` is no failure of its own: while Flux tries again it still tells
 * the last round, and after it `Ready` says the same.
 *
 * @internal
 */
export function deriveKustomizationStatus(object: unknown): ObjectStatus {
  return deriveFluxStatus(object, []);
}

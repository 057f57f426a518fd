import {
  formatRepository,
  parseRepository,
  validateDigest,
} from '../../reference';
import type { PinnedPackage } from '../declaration';
import { ANNOTATION_VERSION } from '../kserve/kserveWords';

/**
 * Annotation of a Deployment and its pods with the package that they serve: `host/path@sha256:…`. A Deployment may name
 * the package nowhere else: in an image of its own, or in arguments, which nobody keeps.
 *
 * @public
 */
export const ANNOTATION_MODEL = 'waybill.dev/model';

/** Annotation of a canary's Deployment: its share of the traffic, which only its route says otherwise. @public */
export const ANNOTATION_CANARY_PERCENT = 'waybill.dev/canary-percent';

/**
 * `host/path@digest` of a package: the only form in which it is written.
 *
 * @throws InvalidReferenceError
 * @internal
 */
export function formatPackage({
  repository,
  digest,
}: Pick<PinnedPackage, 'repository' | 'digest'>): string {
  return `${formatRepository(parseRepository(repository))}@${validateDigest(
    digest,
  )}`;
}

/** @internal */
export function modelAnnotations(
  pinned: PinnedPackage | undefined,
): Readonly<Record<string, string>> | undefined {
  return (
    pinned && {
      [ANNOTATION_VERSION]: pinned.version,
      [ANNOTATION_MODEL]: formatPackage(pinned),
    }
  );
}

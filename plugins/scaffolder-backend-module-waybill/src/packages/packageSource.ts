import {
  formatReference,
  parseReference,
} from '@waybill/backstage-plugin-waybill-common';
import type { RepositoryName } from '@waybill/backstage-plugin-waybill-node';
import { requireRegistry, type WaybillSettings } from '../settings';
import { ShipError } from '../ShipError';

/** A package in a configured registry, by tag or digest. */
export interface PackageSource {
  readonly repository: RepositoryName;
  readonly tagOrDigest: string;
  /** For messages. */
  readonly name: string;
}

/**
 * @throws InvalidReferenceError
 * @throws ShipError `INVALID_SOURCE`, `REGISTRY_NOT_CONFIGURED`
 */
export function readPackageSource(
  text: string,
  settings: WaybillSettings,
): PackageSource {
  const reference = parseReference(text.replace(/^oci:\/\//, ''));
  const { host, path, tag, digest } = reference;
  requireRegistry(settings, host);
  const tagOrDigest = digest ?? tag;
  if (!tagOrDigest) {
    throw new ShipError({
      code: 'INVALID_SOURCE',
      message: `'${text}' names no package: add its version or digest, as in ${text}:1.0.0`,
    });
  }
  return {
    repository: { host, path },
    tagOrDigest,
    name: formatReference(reference),
  };
}

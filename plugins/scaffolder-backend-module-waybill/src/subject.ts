import {
  parseRepository,
  validateDigest,
} from '@waybill/backstage-plugin-waybill-common';
import type { PackageSubject } from './dependencies';
import { requireRegistry, type WaybillSettings } from './settings';

/**
 * A digest in a repository of a configured registry, from an action's input.
 *
 * @throws InvalidReferenceError
 * @throws ShipError `REGISTRY_NOT_CONFIGURED`
 */
export function readSubject(
  input: { readonly repository: string; readonly digest: string },
  settings: WaybillSettings,
): PackageSubject {
  const repository = parseRepository(input.repository);
  requireRegistry(settings, repository.host);
  return { repository, digest: validateDigest(input.digest) };
}

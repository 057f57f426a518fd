import type { z as Zod } from 'zod/v3';
import {
  parseRepository,
  validateDigest,
} from '@waybill/backstage-plugin-waybill-common';
import type { PackageSubject } from './dependencies';
import { requireRegistry, type WaybillSettings } from './settings';

type Schema = typeof Zod;

/** Inputs that name what is signed, attested or verified. */
export const subjectSchema = {
  repository: (z: Schema) => z.string({ description: 'host/path' }),
  digest: (z: Schema) =>
    z.string({ description: 'Digest in that repository: sha256:<64 hex>' }),
};

/** The same, given to later steps. */
export const subjectOutputSchema = {
  repository: (z: Schema) => z.string({ description: 'host/path' }),
  digest: (z: Schema) =>
    z.string({ description: 'The digest, for the steps after this one' }),
};

/** The input that says who signs. */
export const keySchema = {
  key: (z: Schema) =>
    z
      .string({
        description:
          'Name in waybill.signing.keys, of a key or of a keyless identity. Default: the first one',
      })
      .optional(),
};

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

import { InvalidReferenceError } from './InvalidReferenceError';
import { parseReference } from './parseReference';
import type { Reference } from './reference';

/**
 * The schemes under which KServe takes a model from an OCI registry: as its configuration says, mounted as an image
 * volume, fetched where its version can, or unpacked by a storage container where the cluster has one: KitOps' for
 * `kit`, another for raw artifacts.
 *
 * @public
 */
export type StorageScheme =
  | 'oci'
  | 'oci+native'
  | 'oci+fetch'
  | 'kit'
  | 'oci-artifact';

/** @public */
export interface StorageUri {
  readonly scheme: StorageScheme;
  readonly reference: Reference;
}

/**
 * Takes the `storageUri` of an InferenceService apart. It may name a tag; whether that is allowed is for the caller
 * to say.
 *
 * @throws InvalidReferenceError `INVALID_STORAGE_URI`, and what {@link parseReference} throws for what is behind the
 * scheme
 * @public
 */
export function parseStorageUri(text: string): StorageUri {
  const match =
    typeof text === 'string'
      ? /^(oci(?:\+native|\+fetch|-artifact)?|kit):\/\/(.*)$/s.exec(text)
      : null;
  if (!match) {
    throw new InvalidReferenceError({
      code: 'INVALID_STORAGE_URI',
      text,
      what: 'a storageUri of an OCI registry',
      why: 'give oci://host/path@sha256:…',
    });
  }
  return {
    scheme: match[1] as StorageScheme,
    reference: parseReference(match[2]),
  };
}

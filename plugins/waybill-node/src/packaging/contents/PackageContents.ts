import type {
  Descriptor,
  Manifest,
  PackageFile,
  PackageFormat,
} from '@waybill/backstage-plugin-waybill-common';
import type { RepositoryName } from '../../registry';

/** A file of a package in a registry, and where its bytes are. @public */
export interface PackagedFile extends PackageFile {
  /** The layer that holds it. */
  readonly layer: Descriptor;
  /** Of its first byte in the uncompressed layer. */
  readonly offset: number;
}

/**
 * Everything that is in a package, read without downloading its layers where the format allows it.
 *
 * @public
 */
export interface PackageContents {
  readonly repository: RepositoryName;
  readonly descriptor: Descriptor;
  readonly manifest: Manifest;
  readonly format: PackageFormat;
  /** Sorted by path. Of two files of one path the later layer's, as a container runtime sees them. */
  readonly files: readonly PackagedFile[];
}

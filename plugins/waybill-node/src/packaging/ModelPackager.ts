import type { Readable } from 'node:stream';
import type {
  Descriptor,
  Manifest,
  PackageFile,
  PackageFormat,
} from '@waybill/backstage-plugin-waybill-common';
import type { RepositoryName } from '../registry';

/**
 * An image that the model's layers come on top of, for example one with a shell for KServe's modelcar.
 *
 * @public
 */
export interface BaseImage {
  readonly repository: RepositoryName;
  /** Of an image, or of an index that has one for the platform. Never a tag: the package would not be reproducible. */
  readonly digest: string;
  /** `linux/amd64` where absent. */
  readonly platform?: { readonly architecture: string; readonly os: string };
}

/** What to package. @public */
export interface PackageSource {
  /** Absolute path of the folder with the model's files. */
  readonly directory: string;
  readonly format: PackageFormat;
  /** Annotations of the manifest, e.g. `org.opencontainers.image.version`. */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly base?: BaseImage;
}

/** A blob of a planned package that can be read again and again from the files on disk. @public */
export interface PlannedBlob {
  readonly descriptor: Descriptor;
  /** A repository that holds the same bytes: a registry can mount them from there. */
  readonly mountFrom?: RepositoryName;
  /**
   * Streams the blob's bytes. Fails with `PackagingError` code `FILE_CHANGED` when a file is no longer what the plan
   * says (other size, other bytes, gone).
   */
  open(): Readable;
}

/**
 * A package that is fully determined and not yet sent: printable, comparable, the thing that a dry run shows.
 *
 * @public
 */
export interface PackagePlan {
  readonly format: PackageFormat;
  readonly files: readonly PackageFile[];
  readonly config: PlannedBlob;
  readonly layers: readonly PlannedBlob[];
  readonly manifest: Manifest;
  readonly manifestBytes: Buffer;
  /** Digest of `manifestBytes`: what will be signed, pinned and run. */
  readonly descriptor: Descriptor;
}

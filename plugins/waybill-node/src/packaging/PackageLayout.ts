import type { Readable } from 'node:stream';
import type {
  Descriptor,
  Manifest,
  PackageFile,
  PackageFormat,
} from '@waybill/backstage-plugin-waybill-common';
import type { RepositoryName } from '../registry';
import type { SourceFile } from './FileTree';

/**
 * An image that the model's layers come on top of, for example one with a shell for KServe's modelcar.
 *
 * @public
 */
export interface BaseImage {
  readonly repository: RepositoryName;
  /** Of an image, or of an index that has one for the platform. Never a tag: the package would not be reproducible. */
  readonly digest: string;
}

/** What an image runs on, in the words of image-spec v1.1.1. @public */
export interface Platform {
  /** `amd64`, `arm64` … */
  readonly architecture: string;
  /** `linux` */
  readonly os: string;
}

/**
 * A layer before a byte was read: what is in it, in which order, and exactly how large it will be. Layers are never
 * compressed here (weights do not compress), so the digest is the diffID as well.
 *
 * @public
 */
export interface LayerLayout {
  readonly mediaType: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly sizeBytes: number;
  /** The files in it, in the order of the archive; none for a layer that is in a registry already. */
  readonly files: readonly SourceFile[];
  /** Where it is known without reading: a base image's layer, a raw layer of a file with a digest. */
  readonly digest?: string;
  /** A repository that holds the same bytes: a registry can mount them from there. */
  readonly mountFrom?: RepositoryName;
  /** The bytes in order: what is there already, and files to be read. Can be called again and again. */
  segments(): Iterable<Buffer | SourceFile>;
}

/**
 * A package before a byte was read: `sealPackage` reads it all and gives the plan; `publishPackage` reads and sends in
 * one pass.
 *
 * @public
 */
export interface PackageLayout {
  readonly format: PackageFormat;
  readonly layers: readonly LayerLayout[];
  /**
   * Makes config and manifest, pure.
   *
   * @param layers - descriptors of `layers`, in the same order
   */
  seal(layers: readonly Descriptor[]): SealedPackage;
}

/** Config and manifest of one image or artifact. @public */
export interface SealedManifest {
  readonly config: PlannedBlob;
  readonly manifest: Manifest;
  readonly manifestBytes: Buffer;
  /** Digest of `manifestBytes`. */
  readonly descriptor: Descriptor;
}

/**
 * Config and manifest of a package whose layers are known by digest. Where it is for several platforms, those of the
 * first one's image, and an index of them all.
 *
 * @public
 */
export interface SealedPackage extends SealedManifest {
  /** What will be tagged, signed, pinned and run: the manifest, or the index where there is one. */
  readonly descriptor: Descriptor;
  readonly index?: {
    readonly images: readonly SealedManifest[];
    readonly bytes: Buffer;
  };
}

/** A blob of a planned package that can be read again and again. @public */
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
export interface PackagePlan extends SealedPackage {
  readonly format: PackageFormat;
  readonly files: readonly PackageFile[];
  readonly layers: readonly PlannedBlob[];
}

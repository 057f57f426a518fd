import type {
  Descriptor,
  LayerRole,
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

/** What an archive holds beside files and folders, and no package of Waybill does. @public */
export interface PackagedSpecial {
  readonly path: string;
  readonly type: 'symlink' | 'hardlink' | 'device';
  /** What a link names, as it stands in the archive. */
  readonly target?: string;
  readonly layer: Descriptor;
}

/** A layer of a package and what it is for. @public */
export interface PackagedLayer {
  readonly descriptor: Descriptor;
  readonly role: LayerRole | 'prompt';
  /** `tar` holds files, `raw` is one, `opaque` is a blob of which nothing more is known. */
  readonly shape: 'tar' | 'raw' | 'opaque';
  readonly compression: 'none' | 'gzip' | 'zstd';
  /** It belongs to the image that the model was put on top of. */
  readonly isBase: boolean;
  /** Whether `files` tells what is in it: a large compressed layer of a base image is not streamed for that. */
  readonly isListed: boolean;
}

/**
 * Everything that is in a package, read without downloading its layers where the format allows it.
 *
 * @public
 */
export interface PackageContents {
  readonly repository: RepositoryName;
  /** Of what was asked for; of an index where it is one. */
  readonly descriptor: Descriptor;
  /** That of the image chosen where it is an index. */
  readonly manifest: Manifest;
  readonly format: PackageFormat;
  readonly layers: readonly PackagedLayer[];
  /**
   * Sorted by the bytes of their paths; in a modelcar those below `/models`, by their path there. Of two files of one path
   * the later layer's, as a container runtime sees them; in other formats two are refused. A link to a file of the package
   * is that file.
   */
  readonly files: readonly PackagedFile[];
  /** Links that lead nowhere in the package, devices: what will neither be unpacked nor converted. */
  readonly specials: readonly PackagedSpecial[];
}

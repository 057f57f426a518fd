/**
 * An OCI content descriptor: the only currency between registry, packaging and verification (image-spec v1.1.1,
 * "OCI Content Descriptors").
 *
 * @public
 */
export interface Descriptor {
  readonly mediaType: string;
  /** `sha256:<64 hex>` (or `sha512:<128 hex>`). */
  readonly digest: string;
  /** Length of the content in bytes. */
  readonly size: number;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly platform?: { readonly architecture: string; readonly os: string };
  /** The content itself in base64, where it is small; it counts only where it has the digest. */
  readonly data?: string;
}

/**
 * An OCI image manifest (image-spec v1.1.1, "OCI Image Manifest").
 *
 * @public
 */
export interface Manifest {
  readonly schemaVersion: 2;
  readonly mediaType: string;
  readonly artifactType?: string;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly subject?: Descriptor;
  readonly annotations?: Readonly<Record<string, string>>;
}

/**
 * An OCI image index (image-spec v1.1.1, "OCI Image Index").
 *
 * @public
 */
export interface Index {
  readonly schemaVersion: 2;
  readonly mediaType: string;
  readonly artifactType?: string;
  readonly manifests: readonly Descriptor[];
  readonly subject?: Descriptor;
  readonly annotations?: Readonly<Record<string, string>>;
}

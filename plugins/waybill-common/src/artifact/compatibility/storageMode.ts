/**
 * How a model server comes to the files of a package.
 *
 * - `modelcar`: `oci://`, a container of the package runs beside the model server (KServe's sidecar).
 * - `image-volume`: `oci+native://`, Kubernetes mounts the package as a volume.
 * - `fetch`: `oci+fetch://`, KServe would download the layers.
 * - `kit`: `kit://`, KitOps' container unpacks a ModelKit before the server starts.
 * - `storage-container`: any other scheme that a ClusterStorageContainer takes, such as `oci-artifact://`.
 * - `volume`, `bucket`: `pvc://`, `s3://` and their like: not from a registry.
 *
 * @public
 */
export type StorageMode =
  | 'modelcar'
  | 'image-volume'
  | 'fetch'
  | 'kit'
  | 'storage-container'
  | 'volume'
  | 'bucket';

/**
 * The modes by which a package can be served, in the order in which they are proposed where several work equally well.
 *
 * @public
 */
export const STORAGE_MODES: readonly StorageMode[] = [
  'modelcar',
  'image-volume',
  'kit',
  'storage-container',
  'fetch',
];

/**
 * What a mode is called in a message.
 *
 * @public
 */
export const STORAGE_MODE_TITLES: Readonly<Record<StorageMode, string>> = {
  modelcar: "oci:// (KServe's modelcar)",
  'image-volume': 'oci+native:// (image volume)',
  fetch: 'oci+fetch://',
  kit: 'kit://',
  'storage-container': 'a storage container',
  volume: 'pvc://',
  bucket: 'a bucket or web server',
};

const MODE_OF_SCHEME: Readonly<Record<string, StorageMode>> = {
  'oci+native': 'image-volume',
  'oci+fetch': 'fetch',
  kit: 'kit',
  pvc: 'volume',
  file: 'volume',
  s3: 'bucket',
  gs: 'bucket',
  hf: 'bucket',
  http: 'bucket',
  https: 'bucket',
  hdfs: 'bucket',
  webhdfs: 'bucket',
};

/**
 * The mode that a `storageUri` means. `oci://` alone means what KServe's setting `ociModelMode` says.
 *
 * @returns `undefined` for what is no URI
 * @public
 */
export function storageModeOf(
  storageUri: string,
  settings: { readonly ociModelMode?: string } = {},
): StorageMode | undefined {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//.exec(storageUri)?.[1];
  if (!scheme) return undefined;
  if (scheme === 'oci') {
    return settings.ociModelMode === 'native' ? 'image-volume' : 'modelcar';
  }
  return Object.hasOwn(MODE_OF_SCHEME, scheme)
    ? MODE_OF_SCHEME[scheme]
    : 'storage-container';
}

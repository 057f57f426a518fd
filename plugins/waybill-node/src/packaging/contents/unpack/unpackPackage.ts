import type {
  Descriptor,
  PackageFile,
  PackageFormat,
} from '@waybill/backstage-plugin-waybill-common';
import type { RegistryClient, RepositoryName } from '../../../registry';
import type { PackageProgress } from '../../PackageProgress';
import { placeFiles } from './placeFiles';
import { planParts } from './planParts';
import { unpackLayers } from './unpackLayers';
import { UnpackTarget, type OnExisting } from './UnpackTarget';

/** @public */
export interface UnpackOptions {
  /** Made where it is not there. */
  readonly directory: string;
  /**
   * What of the package is wanted, all where absent; several are alternatives. For ModelKits and ModelPacks as `kit unpack
   * --filter` reads them (`model,datasets`, `docs:./README.md`), for others globs of paths.
   */
  readonly filters?: readonly string[];
  /** Replace files that are there: `true`; leave them as they are: `'ignore'`; refuse: absent. */
  readonly overwrite?: boolean | 'ignore';
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: PackageProgress) => void;
}

/** What was unpacked. @public */
export interface UnpackResult {
  readonly descriptor: Descriptor;
  readonly format: PackageFormat;
  /** What was written, sorted by path. */
  readonly files: readonly PackageFile[];
  /** Files that were there and were left as they were. */
  readonly kept: readonly string[];
  /** ModelKits that the model came from, nearest first. */
  readonly parents: readonly string[];
  /** Datasets that a Kitfile names and no package holds: they were not fetched. */
  readonly remoteDatasets: readonly string[];
}

/**
 * Unpacks a package of any format to a folder: its layers are received side by side, hashed on their way and written once.
 * Nothing is seen at its place before all of it has proved right, and nothing is kept where something has not.
 *
 * Of a modelcar, the files below `/models` are unpacked. Only regular files and folders are written, never outside of the
 * folder, never through a link.
 *
 * @throws PackagingError as `readContents`, and `FILTER_NOT_VALID`, `FILE_EXISTS`, `FILE_TYPE_NOT_ALLOWED`,
 * `TARGET_NOT_USABLE`, `DISK_FULL`, `REFERENCE_CYCLE`; RegistryError (`DIGEST_MISMATCH`); InvalidReferenceError
 * @public
 */
export async function unpackPackage(
  client: RegistryClient,
  repository: RepositoryName,
  tagOrDigest: string,
  options: UnpackOptions,
): Promise<UnpackResult> {
  const parts = await planParts(client, repository, tagOrDigest, options);
  const { directory, overwrite = false } = options;
  const target = await UnpackTarget.open(directory, onExistingOf(overwrite));
  try {
    const unpacked = await unpackLayers(target, parts, options);
    const placed = await placeFiles(target, parts, unpacked, options.signal);
    await target.finish();
    const [{ read, format }, ...parents] = parts;
    return {
      descriptor: read.descriptor,
      format,
      ...placed,
      parents: parents.map(({ name }) => name),
      remoteDatasets: parts.flatMap(({ remoteDatasets }) => remoteDatasets),
    };
  } catch (error) {
    await target.discard();
    options.signal?.throwIfAborted();
    throw error;
  }
}

function onExistingOf(overwrite: boolean | 'ignore'): OnExisting {
  if (overwrite === 'ignore') return 'keep';
  return overwrite ? 'replace' : 'refuse';
}

import type {
  Descriptor,
  PackageFile,
  PackageFormat,
} from '@waybill/backstage-plugin-waybill-common';
import type { RegistryClient, RepositoryName } from '../../../registry';
import { byPath } from '../../sources/packagePath';
import { refuseSpecials } from '../contentsTree';
import { FileTable } from '../FileTable';
import { filesOf, readLayers } from '../readContents';
import { KITFILE, twice } from './placeFiles';
import { planParts, type UnpackPart } from './planParts';
import type { UnpackOptions } from './unpackPackage';

/** What unpacking would write, before anything is received. @public */
export interface UnpackPlan {
  readonly descriptor: Descriptor;
  readonly format: PackageFormat;
  /** Sorted by path. */
  readonly files: readonly PackageFile[];
  /** ModelKits that the model comes from, nearest first. */
  readonly parents: readonly string[];
  /** Datasets that a Kitfile names and no package holds: they are not fetched. */
  readonly remoteDatasets: readonly string[];
}

/**
 * Says what `unpackPackage` would write with the same filters: archives are listed, and no file is received but through
 * compressed ones.
 *
 * @throws as `readContents`; PackagingError `FILTER_NOT_VALID`, `FILE_TYPE_NOT_ALLOWED`, `REFERENCE_CYCLE`
 * @public
 */
export async function planUnpack(
  client: RegistryClient,
  repository: RepositoryName,
  tagOrDigest: string,
  options: Pick<UnpackOptions, 'filters' | 'signal'> = {},
): Promise<UnpackPlan> {
  const parts = await planParts(client, repository, tagOrDigest, options);
  const files: PackageFile[] = [];
  const taken = new Set<string>();
  for (const part of parts) {
    for (const file of await listPart(part)) {
      if (taken.has(file.path)) throw twice(part, file.path);
      taken.add(file.path);
      files.push(file);
    }
  }
  const [{ read, format }, ...parents] = parts;
  return {
    descriptor: read.descriptor,
    format,
    files: files.sort(byPath),
    parents: parents.map(({ name }) => name),
    remoteDatasets: parts.flatMap(({ remoteDatasets }) => remoteDatasets),
  };
}

async function listPart(part: UnpackPart): Promise<PackageFile[]> {
  const { name, place, read, format, layers, isWanted, kitfile } = part;
  const table = new FileTable(
    name,
    format === 'modelcar' ? 'overlay' : 'beside',
  );
  await readLayers(place, layers, table);
  const { files, specials } = filesOf(table, format);
  const wanted = ({ path }: { readonly path: string }) =>
    !isWanted || isWanted(path);
  refuseSpecials({
    repository: place.repository,
    descriptor: read.descriptor,
    specials: specials.filter(wanted),
  });
  return [
    ...files.filter(wanted).map(({ path, sizeBytes, mode, digest }) => ({
      path,
      sizeBytes,
      mode,
      ...(digest ? { digest } : {}),
    })),
    ...(kitfile !== undefined
      ? [{ path: KITFILE, sizeBytes: Buffer.byteLength(kitfile), mode: 0o644 }]
      : []),
  ];
}

import {
  formatKitfile,
  formatRepository,
  isModelKitReference,
  packageFormatOf,
  parseReference,
  type KitfileConfig,
  type PackageFormat,
} from '@waybill/backstage-plugin-waybill-common';
import type { RegistryClient, RepositoryName } from '../../../registry';
import { PackagingError } from '../../PackagingError';
import { readKit } from '../kitOf';
import type { LayerPlace } from '../layerBytes';
import type { PackagedLayer } from '../PackageContents';
import { planLayers } from '../readContents';
import {
  notValid,
  readPackageManifest,
  type ReadManifest,
} from '../readPackageManifest';
import {
  filtersForParent,
  matchesKitFilters,
  parseKitFilter,
  type KitFilter,
} from './kitFilter';
import {
  pathFilter,
  selectKitLayers,
  selectLayersByRole,
} from './selectLayers';

/** As many ModelKits as kit follows from one to the next for the model. */
const MAX_PARENTS = 10;

/** One of the packages that are unpacked together: the one asked for, then those that its model comes from. */
export interface UnpackPart {
  readonly name: string;
  readonly place: LayerPlace;
  readonly read: ReadManifest;
  readonly format: PackageFormat;
  readonly layers: readonly PackagedLayer[];
  readonly isWanted?: (path: string) => boolean;
  /** The Kitfile to be written, where it is. */
  readonly kitfile?: string;
  readonly remoteDatasets: readonly string[];
  /** The ModelKit that the model comes from, and what of it is wanted. */
  readonly parent?: {
    readonly reference: string;
    readonly filters: readonly KitFilter[];
  };
}

/**
 * Finds the package and those that its model comes from, and which of their layers are wanted.
 *
 * @throws PackagingError; RegistryError; InvalidReferenceError
 */
export async function planParts(
  client: RegistryClient,
  repository: RepositoryName,
  tagOrDigest: string,
  {
    filters = [],
    signal,
  }: {
    readonly filters?: readonly string[];
    readonly signal?: AbortSignal;
  },
): Promise<UnpackPart[]> {
  const first = await planPart(
    { client, repository, signal },
    tagOrDigest,
    filters,
  );
  const parts = [first];
  const visited = new Set([first.name]);
  for (let { parent } = first; parent; ) {
    const { reference, filters: wanted } = parent;
    const { host, path, tag, digest } = parseReference(reference);
    const part = await planPart(
      { client, repository: { host, path }, signal },
      digest ?? tag ?? 'latest',
      wanted,
    );
    if (visited.has(part.name) || parts.length > MAX_PARENTS)
      throw new PackagingError({
        code: 'REFERENCE_CYCLE',
        message: `${first.name} takes its model from ${JSON.stringify(
          reference,
        )}, and that ${
          visited.has(part.name)
            ? 'leads back to where it came from'
            : `is the ${MAX_PARENTS + 1}th ModelKit in a row`
        }: nothing was unpacked.`,
      });
    visited.add(part.name);
    parts.push(part);
    parent = part.parent;
  }
  return parts;
}

async function planPart(
  place: LayerPlace & { readonly client: RegistryClient },
  tagOrDigest: string,
  filters: readonly (string | KitFilter)[],
): Promise<UnpackPart> {
  const { client, repository, signal } = place;
  const read = await readPackageManifest(client, repository, tagOrDigest, {
    signal,
  });
  const format = packageFormatOf(read.manifest);
  const name = `${formatRepository(repository)}@${read.descriptor.digest}`;
  const layers = await planLayers(place, read.manifest, format, name);
  const part = { name, place, read, format, remoteDatasets: [] };
  if (format !== 'modelkit' && format !== 'modelpack') {
    return {
      ...part,
      isWanted: pathFilter(filters.map(filter => globOf(filter, name))),
      layers: layers.filter(({ isListed }) => isListed),
    };
  }
  const kitFilters = filters.map(filter =>
    typeof filter === 'string' ? parseKitFilter(filter) : filter,
  );
  const kit = await readKit(place, read);
  return kit
    ? { ...part, ...planKit(place, layers, kit, kitFilters) }
    : { ...part, layers: selectLayersByRole(layers, kitFilters) };
}

function planKit(
  place: LayerPlace,
  layers: readonly PackagedLayer[],
  kit: KitfileConfig,
  filters: readonly KitFilter[],
): Pick<UnpackPart, 'layers' | 'kitfile' | 'remoteDatasets' | 'parent'> {
  const { kitfile } = kit;
  const isKitfileWanted = matchesKitFilters(
    { section: 'kitfile', path: '' },
    filters,
  );
  const reference = kitfile.model?.path ?? '';
  const parentFilters = isModelKitReference(reference)
    ? filtersForParent(filters)
    : undefined;
  return {
    layers: selectKitLayers(place, layers, kit, filters),
    ...(isKitfileWanted ? { kitfile: formatKitfile(kitfile) } : {}),
    remoteDatasets: (kitfile.datasets ?? []).flatMap(
      ({ remotePath, name, path = '' }) =>
        remotePath &&
        matchesKitFilters({ section: 'datasets', name, path }, filters)
          ? [remotePath]
          : [],
    ),
    ...(parentFilters ? { parent: { reference, filters: parentFilters } } : {}),
  };
}

function globOf(filter: string | KitFilter, name: string): string {
  if (typeof filter === 'string') return filter;
  throw notValid(
    name,
    'another takes its model from it, and it is no ModelKit',
  );
}

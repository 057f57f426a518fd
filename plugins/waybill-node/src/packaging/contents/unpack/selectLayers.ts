import {
  formatRepository,
  type KitfileConfig,
  type KitfileLayerType,
  type LayerRole,
} from '@waybill/backstage-plugin-waybill-common';
import { compileGlob } from '../../sources/fileGlob';
import { nameOfEntry } from '../kitOf';
import { modelPathOf } from '../layerAnnotations';
import type { LayerPlace } from '../layerBytes';
import type { PackagedLayer } from '../PackageContents';
import { notValid } from '../readPackageManifest';
import {
  filterNotValid,
  matchesKitFilters,
  type KitFilter,
  type KitSection,
} from './kitFilter';

const MAX_GLOB_LENGTH = 500;

const SECTION_OF_TYPE: Readonly<Record<KitfileLayerType, KitSection>> = {
  model: 'model',
  modelpart: 'model',
  code: 'code',
  dataset: 'datasets',
  docs: 'docs',
  prompt: 'prompts',
  mcpb: 'mcpservers',
};

const SECTION_OF_ROLE: Readonly<
  Partial<Record<LayerRole | 'prompt', KitSection>>
> = {
  model: 'model',
  'model-part': 'model',
  code: 'code',
  dataset: 'datasets',
  docs: 'docs',
  prompt: 'prompts',
  'mcp-server': 'mcpservers',
};

/**
 * The layers that a Kitfile names and filters want. A layer that no entry names is not unpacked: nobody has described it.
 *
 * @throws PackagingError `PACKAGE_NOT_VALID` where Kitfile and manifest do not belong together
 */
export function selectKitLayers(
  place: LayerPlace,
  layers: readonly PackagedLayer[],
  config: KitfileConfig,
  filters: readonly KitFilter[],
): PackagedLayer[] {
  const name = formatRepository(place.repository);
  const wanted = new Set<PackagedLayer>();
  for (const { type, path, place: where, digest } of config.layers) {
    const entry = {
      section: SECTION_OF_TYPE[type],
      name: nameOfEntry(config.kitfile, where),
      path,
    };
    if (!matchesKitFilters(entry, filters)) continue;
    if (!digest)
      throw notValid(
        name,
        `its Kitfile tells no digest for '${where}', as those of kit before 0.5`,
      );
    const layer = layers.find(({ descriptor }) => descriptor.digest === digest);
    if (!layer)
      throw notValid(
        name,
        `its Kitfile names the layer ${digest} for '${where}', and its manifest does not`,
      );
    wanted.add(layer);
  }
  return layers.filter(layer => wanted.has(layer));
}

/** The same for a ModelPack without a Kitfile: its layers say what they are. */
export function selectLayersByRole(
  layers: readonly PackagedLayer[],
  filters: readonly KitFilter[],
): PackagedLayer[] {
  return layers.filter(({ role, descriptor }) => {
    const section = SECTION_OF_ROLE[role];
    if (!section) return filters.length === 0;
    const path = modelPathOf(descriptor) ?? '';
    return matchesKitFilters({ section, path }, filters);
  });
}

/**
 * Tells which paths are wanted by globs from the root; several are alternatives, a folder stands for all in it.
 *
 * @throws PackagingError `FILTER_NOT_VALID`
 */
export function pathFilter(
  globs: readonly string[],
): ((path: string) => boolean) | undefined {
  if (globs.length === 0) return undefined;
  const matchers = globs.flatMap(glob => {
    const clean = glob.replace(/^\.?\/+/, '').replace(/\/+$/, '');
    if (clean === '' || clean.length > MAX_GLOB_LENGTH)
      throw filterNotValid(glob, 'it is empty or too long');
    try {
      return [compileGlob(`/${clean}`), compileGlob(`/${clean}/**`)];
    } catch (error) {
      throw filterNotValid(
        glob,
        `as a glob ${error instanceof Error ? error.message : 'it is wrong'}`,
      );
    }
  });
  return path => matchers.some(matches => matches(path));
}

import { baseName } from '../repository/paths';
import { itemsIn, type MapTree, type Tree } from '../tree/Tree';
import { applyImages } from './applyImages';
import { applyLatePatches, applyPatches } from './applyPatches';
import { applyReplacements } from './applyReplacements';
import type { BuildContext } from './BuildContext';
import { generateConfigMaps } from './generateConfigMaps';
import { localPath, readTrees } from './localFiles';
import { type ObjectTree, objectsOf } from './ObjectTree';
import { setMetadata } from './setMetadata';

/**
 * What kustomize would make of a folder, as far as a model's bytes depend on it: every value knows where it was
 * written. The order of the steps is kustomize's (api v0.21, `configureBuiltinTransformers`).
 *
 * @internal
 */
export function buildKustomization(
  context: BuildContext,
  folder: string,
  objects: ObjectTree[] = [],
): ObjectTree[] {
  const files = context.index.kustomizationsOf(folder);
  const [path] = files;
  if (!path || files.length > 1) {
    context.blocking.push({
      code: path ? 'AMBIGUOUS_TARGET' : 'PATH_NOT_FOUND',
      path: path ?? folder,
      message: path
        ? `The folder has several kustomizations (${files
            .map(baseName)
            .join(', ')}), which kustomize refuses: leave one`
        : 'The folder has no kustomization.yaml',
    });
    return objects;
  }
  context.within(folder, path, () => {
    const file = readTrees(context, path);
    const tree = file.find(candidate => candidate.type === 'map');
    if (tree?.type === 'map')
      applyKustomization(context, tree, folder, objects);
  });
  return objects;
}

/** Runs a kustomization on what is there already: a component, or what Flux adds to one. @internal */
export function applyKustomization(
  context: BuildContext,
  tree: MapTree,
  folder: string,
  objects: ObjectTree[],
): void {
  for (const field of ['resources', 'bases']) {
    for (const entry of itemsIn(tree, field)) {
      objects.push(...loadResource(context, folder, entry));
    }
  }
  objects.push(...generateConfigMaps(context, tree, folder));
  refusePrograms(context, tree);
  for (const entry of itemsIn(tree, 'components')) {
    const target = localPath(context, folder, entry);
    // A component works on what its parent has gathered so far.
    if (target !== undefined) buildKustomization(context, target, objects);
  }
  applyPatches(context, tree, folder, objects);
  setMetadata(tree, objects);
  applyLatePatches(context, tree, folder, objects);
  applyImages(tree, objects);
  applyReplacements(context, tree, folder, objects);
}

function loadResource(
  context: BuildContext,
  folder: string,
  entry: Tree,
): ObjectTree[] {
  const target = localPath(context, folder, entry);
  if (target === undefined) return [];
  if (context.index.isFolder(target)) {
    return buildKustomization(context, target);
  }
  return objectsOf(readTrees(context, target));
}

const PROGRAMS: Readonly<Record<string, string>> = {
  generators: 'A generator',
  helmCharts: 'A Helm chart',
  helmChartInflationGenerator: 'A Helm chart',
};

function refusePrograms(context: BuildContext, tree: MapTree): void {
  for (const [field, what] of Object.entries(PROGRAMS)) {
    for (const entry of itemsIn(tree, field)) {
      context.miss(
        entry,
        'GENERATED_MANIFESTS',
        `${what} writes these objects, and Waybill does not run it: pin the model in a file of the repository`,
      );
    }
  }
  for (const entry of itemsIn(tree, 'transformers')) {
    context.block(
      entry,
      'GENERATED_MANIFESTS',
      'A transformer changes the objects after everything else, and Waybill does not run it: change the model by hand, or use patches',
    );
  }
  const vars = itemsIn(tree, 'vars');
  if (vars.length > 0) {
    context.miss(
      vars[0],
      'SUBSTITUTED_VALUE',
      'Values are filled in by vars, which kustomize has given up: use replacements',
    );
  }
}

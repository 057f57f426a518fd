import type { BuildContext } from '../kustomize/BuildContext';
import { buildKustomization } from '../kustomize/buildKustomization';
import { readTrees } from '../kustomize/localFiles';
import { type ObjectTree, objectsOf } from '../kustomize/ObjectTree';

/**
 * The objects of a folder without a kustomization, as Flux takes them: all YAML files below, and a folder with a
 * kustomization as that.
 *
 * @internal
 */
export function scanFolder(
  context: BuildContext,
  folder: string,
  options: { readonly isRecursive: boolean } = { isRecursive: true },
): ObjectTree[] {
  const { index } = context;
  return index.childrenOf(folder).flatMap(child => {
    if (index.isFile(child)) {
      const isManifest = /\.(ya?ml|json)$/.test(child);
      return isManifest ? objectsOf(readTrees(context, child)) : [];
    }
    if (!options.isRecursive) return [];
    return index.kustomizationsOf(child).length > 0
      ? buildKustomization(context, child)
      : scanFolder(context, child);
  });
}

import { type MapTree, textIn } from '../tree/Tree';
import { nameOf, type ObjectTree } from './ObjectTree';

/** `namespace`, `namePrefix` and `nameSuffix` of a kustomization, kept beside the objects: no model depends on them. @internal */
export function setMetadata(
  tree: MapTree,
  objects: readonly ObjectTree[],
): void {
  const namespace = textIn(tree, 'namespace');
  const prefix = textIn(tree, 'namePrefix') ?? '';
  const suffix = textIn(tree, 'nameSuffix') ?? '';
  for (const object of objects) {
    if (namespace) object.namespaces.push(namespace);
    if (prefix || suffix) {
      object.names.push(`${prefix}${nameOf(object)}${suffix}`);
    }
  }
}

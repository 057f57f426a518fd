import { type BuildContext, refusalAt } from '../kustomize/BuildContext';
import { readTrees } from '../kustomize/localFiles';
import { nameOf, type ObjectTree, objectsOf } from '../kustomize/ObjectTree';
import { folderOf } from '../repository/paths';
import { itemsIn, type Leaf, textIn, treeAt, type Tree } from '../tree/Tree';
import { type Variables, variablesOf } from './substituteVariables';

/**
 * What fills in the variables of a Flux Kustomization: ConfigMaps in the repository, and what it says itself, which
 * wins.
 *
 * @internal
 */
export function readVariables(
  context: BuildContext,
  { tree }: ObjectTree,
): Variables {
  const variables = new Map<string, Leaf>();
  const postBuild = treeAt(tree, 'spec', 'postBuild');
  for (const from of itemsIn(postBuild, 'substituteFrom')) {
    const found = findConfigMaps(context, from, tree.place.path);
    if (found.length === 1) {
      variablesOf(treeAt(found[0].tree, 'data')).forEach(([name, leaf]) =>
        variables.set(name, leaf),
      );
    } else {
      // Whether it matters is seen where a variable stays unfilled.
      context.opaque.push(
        refusalAt(
          from,
          found.length === 0 ? 'SUBSTITUTED_VALUE' : 'AMBIGUOUS_TARGET',
          `Variables come from the ${textIn(from, 'kind') ?? 'object'} '${
            textIn(from, 'name') ?? ''
          }', of which the repository has ${
            found.length
          }: put those that the model needs into spec.postBuild.substitute`,
        ),
      );
    }
  }
  variablesOf(treeAt(postBuild, 'substitute')).forEach(([name, leaf]) =>
    variables.set(name, leaf),
  );
  return variables;
}

/** Each cluster often has one of the same name: the one that lies nearest is meant. */
function findConfigMaps(
  context: BuildContext,
  from: Tree,
  path: string,
): ObjectTree[] {
  const name = textIn(from, 'name');
  if (textIn(from, 'kind') !== 'ConfigMap' || name === undefined) return [];
  const found = context.index
    .filesWithConfigMap(name)
    .flatMap(file => objectsOf(readTrees(context, file)))
    .filter(object => object.kind === 'ConfigMap' && nameOf(object) === name)
    .map(object => ({
      object,
      shared: sharedFolders(object.tree.place.path, path),
    }));
  const nearest = Math.max(0, ...found.map(({ shared }) => shared));
  return found
    .filter(({ shared }) => shared === nearest)
    .map(({ object }) => object);
}

function sharedFolders(a: string, b: string): number {
  const others = folderOf(b).split('/');
  const segments = folderOf(a).split('/');
  const end = segments.findIndex((segment, at) => segment !== others[at]);
  return end < 0 ? segments.length : end;
}

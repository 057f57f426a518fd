import {
  leafAt,
  leafOfParts,
  type Leaf,
  type MapTree,
  type Part,
  textOfParts,
  type Tree,
} from '../tree/Tree';
import { sliceParts } from '../tree/sliceParts';

/** Values by the name of the variable. @internal */
export type Variables = ReadonlyMap<string, Leaf>;

const VARIABLE = /\$\{([A-Za-z_]\w*)\}/g;

/**
 * Fills `${NAME}` in all values of an object, as Flux' `postBuild` does. What is not known stays as it is written, and
 * is refused where a model depends on it.
 *
 * @internal
 */
export function substituteVariables(tree: Tree, variables: Variables): void {
  if (tree.type === 'leaf' || isExempt(tree)) return;
  const entries: [string | number, Tree][] =
    tree.type === 'map' ? [...tree.entries] : [...tree.items.entries()];
  for (const [key, value] of entries) {
    if (value.type !== 'leaf') substituteVariables(value, variables);
    else if (tree.type === 'map') {
      tree.entries.set(String(key), fill(value, variables));
    } else tree.items[Number(key)] = fill(value, variables);
  }
}

function fill(leaf: Leaf, variables: Variables): Leaf {
  const text = textOfParts(leaf.parts);
  if (typeof leaf.value !== 'string' || !text.includes('${')) return leaf;
  const parts: Part[] = [];
  let at = 0;
  for (const match of text.matchAll(VARIABLE)) {
    const value = variables.get(match[1]);
    const isEscaped = text[match.index - 1] === '$';
    if (!value || isEscaped) continue;
    parts.push(...sliceParts(leaf.parts, at, match.index), ...value.parts);
    at = match.index + match[0].length;
  }
  if (at === 0) return leaf;
  parts.push(...sliceParts(leaf.parts, at, text.length));
  return leafOfParts(parts, leaf.position);
}

const EXEMPTION = 'kustomize.toolkit.fluxcd.io/substitute';

function isExempt(tree: Tree): boolean {
  return ['labels', 'annotations'].some(
    field => leafAt(tree, 'metadata', field, EXEMPTION)?.value === 'disabled',
  );
}

/** @internal */
export function variablesOf(map: Tree | undefined): [string, Leaf][] {
  if (map?.type !== 'map') return [];
  return [...(map as MapTree).entries].flatMap(([name, value]) =>
    value.type === 'leaf' ? [[name, value] as [string, Leaf]] : [],
  );
}

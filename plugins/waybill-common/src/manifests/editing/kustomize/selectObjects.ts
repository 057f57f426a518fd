import { textIn, treeAt, type Tree } from '../tree/Tree';
import { groupOf, type ObjectTree } from './ObjectTree';

/**
 * Whether a selector of kustomize (`patches[].target`, `replacements[].targets[].select`) means an object.
 *
 * @returns `undefined` where it selects by something that is not understood
 * @internal
 */
export function isSelected(
  object: ObjectTree,
  selector: Tree | undefined,
): boolean | undefined {
  if (!selector) return true;
  const field = (name: string) => textIn(selector, name);
  const answers = [
    matchesAny(field('kind'), [object.kind]),
    matchesAny(field('group'), [groupOf(object.apiVersion)]),
    matchesAny(field('version'), [object.apiVersion.split('/').pop() ?? '']),
    matchesAny(field('name'), object.names),
    matchesAny(field('namespace'), [...object.namespaces, 'default']),
    matchesLabels(object, 'labels', field('labelSelector')),
    matchesLabels(object, 'annotations', field('annotationSelector')),
  ];
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}

/** Kustomize takes regular expressions; only those are understood that cannot run away. */
function matchesAny(
  pattern: string | undefined,
  texts: readonly string[],
): boolean | undefined {
  if (pattern === undefined) return true;
  const plain = pattern.replace(/^\^|\$$/g, '');
  const parts = plain.replace(/^\((?:\?:)?(.*)\)$/, '$1').split('|');
  if (!parts.every(part => /^(?:[\w-]|\\?\.|\.\*|\.\+)*$/.test(part))) {
    return undefined;
  }
  return parts.some(part => texts.some(text => matchesPart(part, text)));
}

function matchesPart(part: string, text: string): boolean {
  const pieces = part.split(/\.[*+]/).map(piece => piece.replace(/\\/g, ''));
  if (pieces.length === 1) return pieces[0] === text;
  const [first, last] = [pieces[0], pieces[pieces.length - 1]];
  if (text.length < first.length + last.length) return false;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  return pieces.slice(1, -1).every(piece => {
    const found = text.indexOf(piece, at);
    at = found + piece.length;
    return found >= 0 && at <= text.length - last.length;
  });
}

function matchesLabels(
  object: ObjectTree,
  field: 'labels' | 'annotations',
  selector: string | undefined,
): boolean | undefined {
  if (selector === undefined) return true;
  const labels = treeAt(object.tree, 'metadata', field);
  const answers = selector.split(',').map(demand => {
    const [, key, sign, value] =
      /^\s*([\w./-]+)\s*(==|=|!=)\s*([\w.-]*)\s*$/.exec(demand) ?? [];
    if (!key) return undefined;
    return (textIn(labels, key) === value) === (sign !== '!=');
  });
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}

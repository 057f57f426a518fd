import { sliceParts } from '../tree/sliceParts';
import {
  leafAt,
  leafOfParts,
  type MapTree,
  placeOf,
  textIn,
  type Tree,
} from '../tree/Tree';

/**
 * `[name=]newName[:tag][@digest]`, as Argo CD writes an image, as the entry that kustomize has for it.
 *
 * @internal
 */
export function imageEntry(image: Tree): MapTree | undefined {
  const leaf = leafAt(image);
  const text = textIn(image);
  if (!leaf || !text) return undefined;
  const equals = text.indexOf('=');
  const at = text.indexOf('@');
  const nameEnd = at < 0 ? text.length : at;
  const colon = text.indexOf(':', text.lastIndexOf('/', nameEnd) + 1);
  const newNameEnd = colon >= 0 && colon < nameEnd ? colon : nameEnd;
  const piece = (from: number, to: number): Tree =>
    leafOfParts(sliceParts(leaf.parts, from, to), leaf.position);
  const entries = new Map<string, Tree>([
    ['name', equals > 0 ? piece(0, equals) : piece(0, newNameEnd)],
    ['newName', piece(equals + 1, newNameEnd)],
  ]);
  if (newNameEnd < nameEnd)
    entries.set('newTag', piece(newNameEnd + 1, nameEnd));
  if (at >= 0) entries.set('digest', piece(at + 1, text.length));
  return { type: 'map', entries, place: placeOf(image) };
}

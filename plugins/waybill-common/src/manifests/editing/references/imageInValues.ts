import {
  type Leaf,
  leafAt,
  leafOfParts,
  type MapTree,
  type Part,
  textIn,
} from '../tree/Tree';

const literal = (text: string): Part => ({ text, from: 0 });

/**
 * `{registry, repository, tag, digest}` of a chart's values as one address; `undefined` for a map that is none. With
 * `version` in place of `tag`, as Waybill's charts have it, the version is only there to be read.
 *
 * @internal
 */
export function imageInValues(
  values: MapTree,
): { readonly leaf: Leaf; readonly version?: Leaf } | undefined {
  const repository = leafAt(values, 'repository');
  if (!textIn(values, 'repository') || !repository) return undefined;
  const tag = textIn(values, 'tag') ? leafAt(values, 'tag') : undefined;
  const digest = textIn(values, 'digest')
    ? leafAt(values, 'digest')
    : undefined;
  if (!tag && !digest) return undefined;
  const registry = textIn(values, 'registry')
    ? leafAt(values, 'registry')
    : undefined;
  const scheme = textIn(values, 'scheme')
    ? leafAt(values, 'scheme')
    : undefined;
  const leaf = leafOfParts(
    [
      ...(scheme ? [...scheme.parts, literal('://')] : []),
      ...(registry ? [...registry.parts, literal('/')] : []),
      ...repository.parts,
      ...(tag ? [literal(':'), ...tag.parts] : []),
      ...(digest ? [literal('@'), ...digest.parts] : []),
    ],
    repository.position,
  );
  const version = tag ? undefined : leafAt(values, 'version');
  return { leaf, ...(version && { version }) };
}

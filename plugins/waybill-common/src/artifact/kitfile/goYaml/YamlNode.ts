/** A YAML document as go-yaml sees it: texts with tags, aliases not yet followed. */
export type YamlNode = YamlScalar | YamlSequence | YamlMapping | YamlAlias;

/** @internal */
export interface YamlScalar {
  readonly kind: 'scalar';
  readonly line: number;
  /** In its short form: `!!str`, `!!int`, or whatever is written. */
  readonly tag: string;
  readonly text: string;
}

/** @internal */
export interface YamlSequence {
  readonly kind: 'sequence';
  readonly line: number;
  readonly items: readonly YamlNode[];
}

/** @internal */
export interface YamlMapping {
  readonly kind: 'mapping';
  readonly line: number;
  readonly entries: readonly YamlEntry[];
}

/** @internal */
export interface YamlEntry {
  readonly key: YamlNode;
  readonly value: YamlNode;
}

/** @internal */
export interface YamlAlias {
  readonly kind: 'alias';
  readonly line: number;
  readonly name: string;
  readonly target: YamlNode;
}

/** Behind all aliases. Not endless: an alias leads to what stands before it. */
export function behindAliases(
  node: YamlNode,
): YamlScalar | YamlSequence | YamlMapping {
  let current = node;
  while (current.kind === 'alias') current = current.target;
  return current;
}

/** @internal */
export function isNull(node: YamlNode): boolean {
  const target = behindAliases(node);
  return target.kind === 'scalar' && target.tag === '!!null';
}

/** How go-yaml names a node in its tags. */
export function tagOf(node: YamlNode): string {
  const target = behindAliases(node);
  if (target.kind === 'scalar') return target.tag;
  return target.kind === 'sequence' ? '!!seq' : '!!map';
}

import {
  type Alias,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Scalar,
  visit,
  type YAMLMap,
} from 'yaml';
import { EditingError, type EditingRefusal } from '../EditingError';
import { EDITING_LIMITS } from '../limits';
import { refuseAt, type TextSource } from '../yaml/TextSource';
import { embeddedSource } from './embeddedSource';
import type { Leaf, MapTree, Place, Site, Tree } from './Tree';

const STYLES: Readonly<Record<string, Site['style']>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
};

interface Inside {
  readonly field: string;
  readonly isInFlow: boolean;
  /** Why everything in here is shared with something else. */
  readonly shared?: EditingRefusal;
}

class TreeBuilder {
  private nodeCount = 0;
  private readonly aliases = new Map<Node, Alias[]>();
  private readonly targets = new Map<Alias, Node>();

  constructor(
    private readonly source: TextSource,
    private readonly document: Document.Parsed,
    private readonly index: number,
  ) {}

  build(): Tree | undefined {
    this.collectAliases();
    return this.treeOf(this.document.contents as Node, {
      field: this.source.within ?? '',
      isInFlow: false,
    });
  }

  private collectAliases(): void {
    let count = 0;
    visit(this.document, {
      Alias: (_, alias) => {
        count += 1;
        if (count > EDITING_LIMITS.aliasCount) throw this.tooManyAliases(alias);
        const target = alias.resolve(this.document);
        if (!target) {
          throw this.refuse(
            alias,
            'YAML_NOT_VALID',
            `*${alias.source} has no anchor before it: correct it first`,
          );
        }
        this.targets.set(alias, target);
        this.aliases.set(target, [...(this.aliases.get(target) ?? []), alias]);
      },
    });
  }

  private treeOf(node: Node | null, inside: Inside): Tree | undefined {
    this.nodeCount += 1;
    if (this.nodeCount > EDITING_LIMITS.nodeCount) {
      throw this.aliases.size > 0
        ? this.tooManyAliases(node ?? undefined)
        : this.refuse(
            node ?? undefined,
            'YAML_TOO_LARGE',
            `The document has more than ${EDITING_LIMITS.nodeCount} values, which no manifest has: split it`,
          );
    }
    if (node === null) return undefined;
    if (isAlias(node)) return this.treeOfAlias(node, inside);
    if (isScalar(node)) return this.leafOf(node, inside, node);
    if (!isCollection(node)) return undefined;
    const within = {
      ...inside,
      isInFlow: inside.isInFlow || node.flow === true,
      shared: inside.shared ?? this.sharedByAnchor(node),
    };
    if (isMap(node)) return this.mapOf(node, within);
    if (!isSeq(node)) return undefined;
    const items = node.items.flatMap((item, at) => {
      const tree = this.treeOf(item as Node, {
        ...within,
        field: `${within.field}[${at}]`,
      });
      return tree ? [tree] : [];
    });
    return { type: 'list', items, place: this.placeOf(node) };
  }

  private treeOfAlias(alias: Alias, inside: Inside): Tree | undefined {
    const target = this.targets.get(alias) ?? null;
    if (isScalar(target)) return this.leafOf(target, inside, alias);
    return this.treeOf(target, {
      ...inside,
      shared: inside.shared ?? this.sharedBy(alias),
    });
  }

  private mapOf(node: YAMLMap, inside: Inside): MapTree {
    const entries = new Map<string, Tree>();
    const merged = new Map<string, Tree>();
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : undefined;
      if (name === undefined) continue;
      if (name === '<<') this.merge(value as Node, inside, merged);
      else {
        const tree = this.treeOf(value as Node | null, {
          ...inside,
          field: inside.field ? `${inside.field}.${name}` : name,
        });
        if (tree) entries.set(name, tree);
      }
    }
    for (const [name, tree] of merged) {
      if (!entries.has(name)) entries.set(name, tree);
    }
    return { type: 'map', entries, place: this.placeOf(node) };
  }

  /** `<<: *defaults`, which Kubernetes' YAML reader knows. */
  private merge(
    value: Node | null,
    inside: Inside,
    merged: Map<string, Tree>,
  ): void {
    const sources = isSeq(value) ? (value.items as Node[]) : [value];
    for (const item of sources) {
      const tree = this.treeOf(item, inside);
      if (tree?.type !== 'map') continue;
      for (const [name, entry] of tree.entries) {
        if (!merged.has(name)) merged.set(name, entry);
      }
    }
  }

  private leafOf(node: Scalar, inside: Inside, used: Node): Leaf {
    const { value } = node;
    const text = typeof value === 'string' ? value : node.source ?? '';
    const site = this.siteOf(node, text, inside);
    const position = this.position(used);
    return {
      type: 'leaf',
      value,
      parts: [{ text, site, from: 0, position }],
      position,
      ...(typeof value === 'string' && {
        embedded: () => embeddedSource(this.source, node, inside.field),
      }),
    };
  }

  private siteOf(node: Scalar, value: string, inside: Inside): Site {
    const [start, end] = node.range ?? [0, 0];
    const style = STYLES[node.type ?? ''];
    const isOneLine = !this.source.text.slice(start, end).includes('\n');
    const form =
      style && isOneLine
        ? undefined
        : refuseAt(
            this.source,
            start,
            'FORM_NOT_SUPPORTED',
            'The value is written over several lines: write it on one',
          );
    const refusal = inside.shared ?? form;
    return {
      path: this.source.path,
      start: this.source.toFile(start),
      end: this.source.toFile(start) + (end - start),
      line: this.source.lineOf(start),
      document: this.index,
      field: inside.field,
      style: style ?? 'raw',
      isInFlow: inside.isInFlow,
      value,
      uses: [node, ...(this.aliases.get(node) ?? [])].map(use =>
        this.position(use),
      ),
      ...(refusal && { refusal }),
    };
  }

  private sharedByAnchor(node: Node): EditingRefusal | undefined {
    const alias = this.aliases.get(node)?.[0];
    return alias && this.sharedBy(alias);
  }

  private sharedBy(alias: Alias): EditingRefusal {
    return refuseAt(
      this.source,
      alias.range?.[0] ?? 0,
      'SHARED_VALUE',
      `*${alias.source} repeats a part of the file with the model in it, so that both would change: write the model out where it is used`,
    );
  }

  private position(node: Node): string {
    const offset = this.source.toFile(node.range?.[0] ?? 0);
    return `${this.source.path}:${offset}`;
  }

  private placeOf(node: Node): Place {
    return {
      path: this.source.path,
      line: this.source.lineOf(node.range?.[0] ?? 0),
      document: this.index,
    };
  }

  private tooManyAliases(node: Node | undefined): EditingError {
    return this.refuse(
      node,
      'YAML_ALIASES',
      `The document has more than ${EDITING_LIMITS.aliasCount} aliases, or unfolds to more than ${EDITING_LIMITS.nodeCount} values: write it without`,
    );
  }

  private refuse(
    node: Node | undefined,
    code: EditingRefusal['code'],
    message: string,
  ): EditingError {
    const offset = node?.range?.[0] ?? 0;
    return new EditingError(refuseAt(this.source, offset, code, message));
  }
}

/**
 * A parsed document as a tree; `undefined` for an empty one.
 *
 * @throws EditingError `YAML_ALIASES`, `YAML_NOT_VALID`
 * @internal
 */
export function buildTree(
  source: TextSource,
  document: Document.Parsed,
  index: number,
): Tree | undefined {
  if (!document.contents) return undefined;
  return new TreeBuilder(source, document, index).build();
}

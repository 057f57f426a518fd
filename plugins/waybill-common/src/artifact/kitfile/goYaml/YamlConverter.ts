import { isAlias, isMap, isScalar, isSeq, type LineCounter } from 'yaml';
import type { YamlEntry, YamlNode, YamlScalar } from './YamlNode';
import { resolveScalar } from './resolveScalar';
import { yamlFailure } from './yamlFailure';

const TAG_PREFIX = 'tag:yaml.org,2002:';

interface ScalarSource {
  readonly source?: string;
  readonly value: unknown;
  readonly type?: string;
  readonly tag?: string;
  readonly range?: readonly number[] | null;
}

function tagOfScalar(
  { tag, type }: { readonly tag?: string; readonly type?: string },
  text: string,
): string {
  if (tag && tag !== '!')
    return tag.startsWith(TAG_PREFIX)
      ? `!!${tag.slice(TAG_PREFIX.length)}`
      : tag;
  const isQuoted = type !== undefined && type !== 'PLAIN';
  return isQuoted ? '!!str' : resolveScalar(text).tag;
}

/** Makes plain nodes of the library's. */
export class YamlConverter {
  private readonly anchors = new Map<string, YamlNode>();

  constructor(
    private readonly document: string,
    private readonly lines: LineCounter,
  ) {}

  convert(source: unknown, line: number): YamlNode {
    if (isAlias(source)) return this.convertAlias(source.source, source);
    if (isScalar(source)) {
      const scalar = this.convertScalar(source);
      this.remember(source.anchor, scalar);
      return scalar;
    }
    if (isSeq(source)) {
      const items: YamlNode[] = [];
      const node = {
        kind: 'sequence',
        line: this.lineOf(source),
        items,
      } as const;
      this.remember(source.anchor, node);
      for (const item of source.items)
        items.push(this.convert(item, node.line));
      return node;
    }
    if (isMap(source)) {
      const entries: YamlEntry[] = [];
      const node = {
        kind: 'mapping',
        line: this.lineOf(source),
        entries,
      } as const;
      this.remember(source.anchor, node);
      for (const { key, value } of source.items)
        entries.push({
          key: this.convert(key, node.line),
          value: this.convert(value, node.line),
        });
      return node;
    }
    return { kind: 'scalar', line: Math.max(line, 1), tag: '!!null', text: '' };
  }

  private convertScalar(source: ScalarSource): YamlScalar {
    const text = this.textOf(source);
    const line = this.lineOf(source);
    if (/\p{Cs}/u.test(text) || this.hasEscapedHalf(source)) {
      throw yamlFailure(
        'INVALID_YAML',
        line,
        'Half of a character is escaped here: write the character itself.',
      );
    }
    return { kind: 'scalar', line, tag: tagOfScalar(source, text), text };
  }

  private textOf({ source, value, type, range }: ScalarSource): string {
    const text = source ?? String(value ?? '');
    const [, end = 0] = range ?? [];
    // a block that ends with the document has no line break there that is not written
    const isCut =
      type?.startsWith('BLOCK') &&
      end >= this.document.length &&
      /\S[ \t]*$/.test(
        this.document.slice(this.document.lastIndexOf('\n') + 1),
      );
    return isCut && text.endsWith('\n') ? text.slice(0, -1) : text;
  }

  /** In double quotes JSON writes a character beyond 16 bits as two escapes, which go-yaml does not take. */
  private hasEscapedHalf({ type, range }: ScalarSource): boolean {
    if (type !== 'QUOTE_DOUBLE' || !range) return false;
    const written = this.document.slice(range[0], range[1]);
    return /(?:^|[^\\])(?:\\\\)*\\u[dD][89a-fA-F]/.test(written);
  }

  private convertAlias(
    name: string,
    source: { readonly range?: readonly number[] | null },
  ): YamlNode {
    const line = this.lineOf(source);
    const target = this.anchors.get(name);
    if (!target) {
      throw yamlFailure(
        'INVALID_YAML',
        line,
        'An alias names an anchor that is not there before it: write the value itself.',
      );
    }
    return { kind: 'alias', line, name, target };
  }

  private remember(anchor: string | undefined, node: YamlNode): void {
    if (anchor) this.anchors.set(anchor, node);
  }

  private lineOf(source: { readonly range?: readonly number[] | null }) {
    return this.lines.linePos(source.range?.[0] ?? 0).line;
  }
}

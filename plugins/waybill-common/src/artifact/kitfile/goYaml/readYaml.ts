import {
  Composer,
  LineCounter,
  Parser,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type CST,
  type Document,
} from 'yaml';
import { KitfileError, type KitfileErrorCode } from '../KitfileError';
import type { YamlEntry, YamlNode, YamlScalar } from './YamlNode';
import { resolveScalar } from './resolveScalar';

const MAX_LENGTH = 1024 * 1024;
/** Of lists and maps in each other. */
export const MAX_DEPTH = 64;
const TAG_PREFIX = 'tag:yaml.org,2002:';

/** What go-yaml's reader refuses, and line breaks that YAML 1.1 and 1.2 do not agree upon. */
const REFUSED =
  // eslint-disable-next-line no-control-regex
  /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]|\r(?!\n)|\p{Cs}/u;

/**
 * Reads the first document of a text: the others do not count for kit.
 *
 * @throws KitfileError `INVALID_YAML`, `EMPTY`, `TOO_LARGE`
 */
export function readYaml(text: string): YamlNode {
  if (text.length > MAX_LENGTH) {
    throw failure(
      'TOO_LARGE',
      undefined,
      `It is longer than ${MAX_LENGTH} characters: describe the package in it, and put data into files.`,
    );
  }
  const content = text.replace(/^\ufeff/, '');
  const refused = REFUSED.exec(content);
  if (refused) {
    const code = refused[0].codePointAt(0)!.toString(16).padStart(4, '0');
    throw failure(
      'INVALID_YAML',
      content.slice(0, refused.index).split('\n').length,
      `The character U+${code.toUpperCase()} is not allowed: remove it, or write it as an escape in double quotes.`,
    );
  }
  const lines = new LineCounter();
  const document = firstDocument(content, lines);
  const [error] = document.errors;
  if (error) {
    throw failure(
      'INVALID_YAML',
      lines.linePos(error.pos[0]).line,
      `This is not YAML (${error.message}).`,
    );
  }
  const { yaml } = document.directives;
  if (yaml.explicit && yaml.version !== '1.1') {
    throw failure(
      'INVALID_YAML',
      1,
      `kit reads YAML 1.1, and the document says ${yaml.version}: remove the line %YAML.`,
    );
  }
  return new Converter(lines).convert(document.contents, 0);
}

function firstDocument(text: string, lines: LineCounter): Document.Parsed {
  const composer = new Composer({
    // texts as they are written: what they mean is decided by go-yaml's rules
    schema: 'failsafe',
    resolveKnownTags: false,
    merge: false,
    uniqueKeys: false,
    logLevel: 'silent',
    prettyErrors: false,
  });
  for (const token of new Parser(lines.addNewLine).parse(text)) {
    refuseDepth(token, lines);
    for (const document of composer.next(token)) return document as Parsed;
  }
  for (const document of composer.end()) return document as Parsed;
  throw failure(
    'EMPTY',
    undefined,
    'There is nothing in it: begin with `manifestVersion: 1.0.0`.',
  );
}

type Parsed = Document.Parsed;

/** Before the recursive part of the parser meets it. */
function refuseDepth(token: CST.Token, lines: LineCounter): void {
  const waiting: [CST.Token, number][] = [[token, 0]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [current, depth] = next;
    if (depth > MAX_DEPTH) throw tooDeep(lines.linePos(current.offset).line);
    if (current.type === 'document' && current.value)
      waiting.push([current.value, depth]);
    if (!('items' in current)) continue;
    for (const { key, value } of current.items) {
      if (key) waiting.push([key, depth + 1]);
      if (value) waiting.push([value, depth + 1]);
    }
  }
}

/** Makes plain nodes of the library's. */
class Converter {
  private readonly anchors = new Map<string, YamlNode>();

  constructor(private readonly lines: LineCounter) {}

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

  private convertScalar(source: {
    readonly source?: string;
    readonly value: unknown;
    readonly type?: string;
    readonly tag?: string;
    readonly range?: readonly number[] | null;
  }): YamlScalar {
    const text = source.source ?? String(source.value ?? '');
    const line = this.lineOf(source);
    if (/\p{Cs}/u.test(text)) {
      throw failure(
        'INVALID_YAML',
        line,
        'Half of a character is escaped here: write the whole character.',
      );
    }
    return { kind: 'scalar', line, tag: tagOfScalar(source, text), text };
  }

  private convertAlias(
    name: string,
    source: { readonly range?: readonly number[] | null },
  ): YamlNode {
    const line = this.lineOf(source);
    const target = this.anchors.get(name);
    if (!target) {
      throw failure(
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

/** @internal */
export function tooDeep(line: number): KitfileError {
  return failure(
    'TOO_LARGE',
    line,
    `Lists and maps are more than ${MAX_DEPTH} levels deep: make it flatter.`,
  );
}

function failure(
  code: KitfileErrorCode,
  line: number | undefined,
  message: string,
): KitfileError {
  return new KitfileError([{ code, path: '', line, message }]);
}

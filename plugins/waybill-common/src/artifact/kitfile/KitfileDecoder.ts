import {
  KitfileError,
  quoteKitfileText,
  type KitfileErrorCode,
  type KitfileProblem,
} from './KitfileError';
import {
  behindAliases,
  isNull,
  type YamlEntry,
  type YamlMapping,
  type YamlNode,
} from './goYaml/YamlNode';
import { MAX_DEPTH, tooDeep } from './goYaml/readYaml';
import { resolveScalar } from './goYaml/resolveScalar';

/** Aliases count where they are used: a few lines can stand for millions of values. */
const MAX_VALUES = 100_000;
/** A text with more mistakes is no Kitfile, and nobody reads them all. */
const MAX_PROBLEMS = 100;
const RESOLVABLE = [
  '!!str',
  '!!bool',
  '!!int',
  '!!float',
  '!!null',
  '!!timestamp',
];

/** Reads nodes with go-yaml's rules, and notes what is wrong with them. */
export class KitfileDecoder {
  readonly problems: KitfileProblem[] = [];
  private readonly lines = new Map<string, number>();
  private readonly followed = new Set<YamlNode>();
  private values = 0;
  private depth = 0;

  /** Where a value of the document stood. */
  lineOf(path: string): number | undefined {
    return this.lines.get(path);
  }

  report(
    code: KitfileErrorCode,
    path: string,
    line: number | undefined,
    message: string,
  ): void {
    this.problems.push({ code, path, line, message });
    if (this.problems.length >= MAX_PROBLEMS)
      throw new KitfileError(this.problems);
  }

  /**
   * Calls back with what a node stands for, and guards against what is deep, endless or unfolds into too much.
   *
   * @throws KitfileError `TOO_LARGE`, `INVALID_YAML`
   */
  enter<T>(
    node: YamlNode,
    path: string,
    read: (target: ReturnType<typeof behindAliases>) => T,
  ): T {
    this.values += 1;
    if (this.values > MAX_VALUES)
      this.fail(
        'TOO_LARGE',
        path,
        node,
        `There are more than ${MAX_VALUES} values in it, aliases unfolded: put data into files.`,
      );
    if (this.depth >= MAX_DEPTH) throw tooDeep(node.line);
    const target = behindAliases(node);
    if (this.followed.has(target))
      this.fail('INVALID_YAML', path, node, 'An alias stands for itself here.');
    this.lines.set(path, node.line);
    this.followed.add(target);
    this.depth += 1;
    try {
      return read(target);
    } finally {
      this.depth -= 1;
      this.followed.delete(target);
    }
  }

  /** Absent where it is empty. */
  text(node: YamlNode | undefined, path: string): string | undefined {
    if (!node) return undefined;
    return this.enter(node, path, target => {
      if (target.kind !== 'scalar') {
        this.wrongType(path, node, 'a text');
        return undefined;
      }
      if (!this.isWhatItsTagSays(target.tag, target.text, path, node))
        return undefined;
      return target.tag === '!!null' ? undefined : target.text || undefined;
    });
  }

  /** Absent where it is empty; without what is null. */
  list<T>(
    node: YamlNode | undefined,
    path: string,
    read: (item: YamlNode, path: string) => T | undefined,
  ): T[] | undefined {
    if (!node || isNull(node)) return undefined;
    return this.enter(node, path, target => {
      if (target.kind !== 'sequence') {
        this.wrongType(path, node, 'a list');
        return undefined;
      }
      const items = target.items
        .map((item, index) =>
          isNull(item) ? undefined : read(item, `${path}[${index}]`),
        )
        .filter((item): item is Awaited<T> & T => item !== undefined);
      return items.length > 0 ? items : undefined;
    });
  }

  /** The values of a map of known keys. Absent where it is null. */
  fields<K extends string, T>(
    node: YamlNode | undefined,
    path: string,
    known: readonly K[],
    read: (values: Partial<Record<K, YamlNode>>) => T,
  ): T | undefined {
    if (!node || isNull(node)) return undefined;
    return this.enter(node, path, target => {
      if (target.kind !== 'mapping') {
        this.wrongType(path, node, 'a map');
        return undefined;
      }
      const values: Partial<Record<K, YamlNode>> = {};
      for (const [name, entry] of this.entriesOf(target, path)) {
        const key = known.find(one => one === name);
        if (key) values[key] = entry.value;
        else
          this.report(
            'UNKNOWN_KEY',
            path,
            entry.key.line,
            `There is no key ${quoteKitfileText(name)} here: use ${known.join(
              ', ',
            )}.`,
          );
      }
      return read(values);
    });
  }

  /** A map's entries by key, with what `<<` brings where the map does not say it itself. */
  entriesOf(map: YamlMapping, path: string): Map<string, YamlEntry> {
    const found = new Map<string, YamlEntry>();
    this.collect(map, path, found);
    return found;
  }

  private collect(
    map: YamlMapping,
    path: string,
    found: Map<string, YamlEntry>,
  ): void {
    this.refuseTwice(map, path);
    let merged: YamlNode | undefined;
    const own = new Map<string, YamlEntry>();
    for (const entry of map.entries) {
      const { key } = entry;
      if (key.kind === 'scalar' && key.tag === '!!merge') merged = entry.value;
      else {
        const name = this.keyOf(key, path);
        if (name === undefined || found.has(name)) continue;
        if (own.has(name))
          this.report(
            'DUPLICATE_KEY',
            path,
            key.line,
            `The key ${quoteKitfileText(name)} is there twice: keep one.`,
          );
        own.set(name, entry);
      }
    }
    for (const [name, entry] of own) found.set(name, entry);
    if (merged) this.merge(merged, path, found);
  }

  private merge(
    node: YamlNode,
    path: string,
    found: Map<string, YamlEntry>,
  ): void {
    const parts = node.kind === 'sequence' ? node.items : [node];
    for (const part of parts) {
      this.enter(part, `${path}.<<`, target => {
        if (target.kind === 'mapping') this.collect(target, path, found);
        else this.wrongType(path, part, 'a map or a list of maps after <<');
      });
    }
  }

  /** As go-yaml compares keys: by how they are written. */
  private refuseTwice(map: YamlMapping, path: string): void {
    const seen = new Set<string>();
    for (const { key } of map.entries) {
      this.values += 1;
      const written =
        key.kind === 'scalar'
          ? `scalar ${key.text}`
          : `${key.kind} ${key.kind === 'alias' ? key.name : ''}`;
      if (seen.has(written))
        this.report(
          'DUPLICATE_KEY',
          path,
          key.line,
          `The key ${quoteKitfileText(
            key.kind === 'scalar' ? key.text : '?',
          )} is there twice: keep one.`,
        );
      seen.add(written);
    }
  }

  /** Undefined where it is null: go-yaml skips such an entry. */
  private keyOf(key: YamlNode, path: string): string | undefined {
    return this.enter(key, `${path}.?`, target => {
      if (target.kind === 'scalar')
        return target.tag === '!!null' ? undefined : target.text;
      this.wrongType(path, key, 'a text as a key');
      return undefined;
    });
  }

  /** False, and noted, where `!!int` is written before what is no number. */
  isWhatItsTagSays(
    tag: string,
    text: string,
    path: string,
    node: YamlNode,
  ): boolean {
    if (tag === '!!binary') {
      this.wrongType(path, node, 'a text, not binary data');
      return false;
    }
    if (tag === '!!str' || !RESOLVABLE.includes(tag)) return true;
    const actual = resolveScalar(text).tag;
    if (actual === tag || (actual === '!!int' && tag === '!!float'))
      return true;
    this.wrongType(path, node, `what its tag ${quoteKitfileText(tag)} says`);
    return false;
  }

  wrongType(path: string, node: YamlNode, expected: string): void {
    this.report(
      'WRONG_TYPE',
      path,
      node.line,
      `This should be ${expected}: see what kit's reference says of this key.`,
    );
  }

  private fail(
    code: KitfileErrorCode,
    path: string,
    node: YamlNode,
    message: string,
  ): never {
    throw new KitfileError([{ code, path, line: node.line, message }]);
  }
}

import { stringify } from 'yaml';
import { definedKeys, isSame, type JsonMap } from '../patches';
import type { ChartValues } from './ChartValues';
import type { ChartVariant } from './ChartVariant';
import { mergeNames, named } from './namedLists';
import type { PinTokens } from './pinTokens';
import {
  BLOCKS,
  emptyOf,
  haveCommonField,
  hasKnob,
  isFilled,
} from './templateShape';
import { keyText, pad, printed } from './templateText';

/** An object in those variants that have it. */
export interface TemplatedObject {
  /** Where its values are; empty for the values' own level. */
  readonly group: string;
  /** By variant, with tokens; absent where the variant does not have the object. */
  readonly versions: readonly (JsonMap | undefined)[];
}

/** Writes the template of an object: what is the same everywhere as it is, and the rest by values. */
export class TemplateWriter {
  constructor(
    private readonly variants: readonly ChartVariant[],
    private readonly values: ChartValues,
    private readonly tokens: PinTokens,
  ) {}

  write({ group, versions }: TemplatedObject): string {
    const lines = this.fields(group, versions, [], 0);
    return `${lines.join('\n')}\n`;
  }

  private fields(
    group: string,
    versions: readonly (JsonMap | undefined)[],
    path: readonly string[],
    indent: number,
  ): string[] {
    const keys = new Set(
      versions.flatMap(map => (map ? definedKeys(map) : [])),
    );
    // A list's item begins with its name, which is never a condition.
    const ordered = [...keys].sort(
      (a, b) => Number(b === 'name') - Number(a === 'name'),
    );
    return (path.length === 0 ? [...keys] : ordered).flatMap(key =>
      this.field(
        group,
        versions.map(map => map && { value: map[key] }),
        [...path, key],
        indent,
      ),
    );
  }

  private field(
    group: string,
    versions: readonly ({ readonly value: unknown } | undefined)[],
    path: readonly string[],
    indent: number,
  ): string[] {
    const key = path[path.length - 1];
    const found = versions.flatMap(version => (version ? [version.value] : []));
    const isEverywhere = found.every(value => value !== undefined);
    if (
      isEverywhere &&
      !hasKnob({ [key]: found[0] }) &&
      found.every(value => isSame(value, found[0]))
    ) {
      return this.literal({ [key]: found[0] }, indent);
    }
    if (isEverywhere && !BLOCKS.has(key)) {
      if (haveCommonField(found)) {
        const maps = versions.map(version => version?.value as JsonMap);
        return [
          `${pad(indent)}${keyText(key)}:`,
          ...this.fields(group, maps, path, indent + 2),
        ];
      }
      const names = mergeNames(found);
      if (names) {
        const lists = versions.map(version => version?.value as JsonMap[]);
        return this.items(group, lists, names, path, indent);
      }
    }
    return this.value(group, versions, path, indent);
  }

  private items(
    group: string,
    lists: readonly (readonly JsonMap[] | undefined)[],
    names: readonly string[],
    path: readonly string[],
    indent: number,
  ): string[] {
    const key = path[path.length - 1];
    return [
      `${pad(indent)}${keyText(key)}:`,
      ...names.flatMap(name =>
        this.item(
          group,
          lists.map(list => list && { item: list.find(named(name)) }),
          [...path, name],
          indent + 2,
        ),
      ),
    ];
  }

  private item(
    group: string,
    versions: readonly ({ readonly item?: JsonMap } | undefined)[],
    path: readonly string[],
    indent: number,
  ): string[] {
    const isOptional = versions.some(version => version && !version.item);
    const expression = isOptional
      ? this.values.add(
          group,
          path,
          versions.map(version => version?.item !== undefined),
        )
      : '';
    const [head, ...rest] = this.fields(
      group,
      versions.map(version => version?.item),
      path,
      indent + 2,
    );
    const lines = [`${pad(indent)}- ${head.trimStart()}`, ...rest];
    return isOptional
      ? [
          `${pad(indent)}{{- if ${expression} }}`,
          ...lines,
          `${pad(indent)}{{- end }}`,
        ]
      : lines;
  }

  /** A field that is another in each variant, or not there at all. */
  private value(
    group: string,
    versions: readonly ({ readonly value: unknown } | undefined)[],
    path: readonly string[],
    indent: number,
  ): string[] {
    const own = versions.map(
      (version, index) =>
        version && {
          value: this.tokens.remove(version.value, this.variants[index]),
        },
    );
    const stand = own.find(version => version?.value !== undefined);
    // A variant without the object keeps what the others say, for whoever turns the object on.
    const filled = own.map(version => (version ?? stand)?.value);
    const found = filled.filter(value => value !== undefined);
    const isOptional = found.length < filled.length;
    const isEmpty = filled[0] === undefined;
    const expression = this.values.add(
      group,
      path,
      filled.map(value =>
        value === undefined && isEmpty ? emptyOf(found) : value,
      ),
    );
    const key = keyText(path[path.length - 1]);
    if (!isOptional) {
      return [`${pad(indent)}${key}:${printed(found, expression, indent)}`];
    }
    return found.every(isFilled)
      ? [
          `${pad(indent)}{{- with ${expression} }}`,
          `${pad(indent)}${key}:${printed(found, '.', indent)}`,
          `${pad(indent)}{{- end }}`,
        ]
      : [
          `${pad(indent)}{{- if not (kindIs "invalid" ${expression}) }}`,
          `${pad(indent)}${key}:${printed(found, expression, indent)}`,
          `${pad(indent)}{{- end }}`,
        ];
  }

  private literal(field: JsonMap, indent: number): string[] {
    const text = stringify(field, {
      lineWidth: 0,
      aliasDuplicateObjects: false,
      compat: 'yaml-1.1',
    }).replaceAll('{{', '{{ "{{" }}');
    return this.withExpressions(text)
      .replace(/\n$/, '')
      .split('\n')
      .map(line => (line === '' ? line : pad(indent) + line));
  }

  private withExpressions(text: string): string {
    return this.tokens.all.reduce((result, { token, expression }) => {
      const whole = `: ${token}\n`;
      const isName = token === this.tokens.namespace.token;
      return result
        .replaceAll(whole, () =>
          isName
            ? `: {{ ${expression} }}\n`
            : `: {{ ${expression} | quote }}\n`,
        )
        .replaceAll(token, () => `{{ ${expression} }}`);
    }, text);
  }
}

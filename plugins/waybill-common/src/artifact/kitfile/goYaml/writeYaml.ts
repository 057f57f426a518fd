import { compareKeys } from './compareKeys';
import { blockScalar, inlineScalar, isBlockScalar } from './scalarStyle';

/** Keys in the order in which they are to be written. */
export type YamlFields = readonly (readonly [string, YamlValue])[];

/** What can be written: a map of known order is marked, since an array is a list. */
export type YamlValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | { readonly fields: YamlFields }
  | { readonly list: readonly YamlValue[] }
  | { readonly flow: readonly string[] };

/** go-yaml gives a longer key its own line. */
const MAX_SIMPLE_KEY = 128;

/** Writes a document as go-yaml 3.0 does with an indent of 2. */
export function writeYaml(fields: YamlFields): string {
  return fields.length === 0 ? '{}\n' : `${blockMap(fields, '')}\n`;
}

/** A map in the order that go-yaml gives to the keys of a Go map. */
export function sortedFields(
  entries: readonly (readonly [string, YamlValue])[],
): YamlFields {
  return [...entries].sort(([left], [right]) => compareKeys(left, right));
}

/** Without an indent before its first line: that is where the key or the dash is. */
function blockMap(fields: YamlFields, indent: string): string {
  return fields
    .map(([key, value]) =>
      isSimpleKey(key)
        ? `${inlineScalar(key, 'key')}:${afterKey(value, indent)}`
        : `? ${inlineScalar(key, 'block')}\n${indent}: ${afterDash(
            value,
            indent,
          )}`,
    )
    .join(`\n${indent}`);
}

function isSimpleKey(key: string): boolean {
  return !key.includes('\n') && utf8Length(key) <= MAX_SIMPLE_KEY;
}

/** Of what stands behind `key:`, with the space or line break before it. */
function afterKey(value: YamlValue, indent: string): string {
  const deeper = `${indent}  `;
  if (isObject(value)) {
    if ('fields' in value && value.fields.length > 0)
      return `\n${deeper}${blockMap(value.fields, deeper)}`;
    if ('list' in value && value.list.length > 0)
      return `\n${deeper}${blockList(value.list, deeper)}`;
  }
  return ` ${inline(value, indent)}`;
}

/** Of what stands behind `- `: a map or list begins on the same line. */
function afterDash(value: YamlValue, indent: string): string {
  const deeper = `${indent}  `;
  if (isObject(value)) {
    if ('fields' in value && value.fields.length > 0)
      return blockMap(value.fields, deeper);
    if ('list' in value && value.list.length > 0)
      return blockList(value.list, deeper);
  }
  return inline(value, indent);
}

function blockList(list: readonly YamlValue[], indent: string): string {
  return list.map(item => `- ${afterDash(item, indent)}`).join(`\n${indent}`);
}

function inline(value: YamlValue, indent: string): string {
  if (typeof value === 'string')
    return isBlockScalar(value)
      ? blockScalar(value, `${indent}  `)
      : inlineScalar(value, 'block');
  if (typeof value === 'number') return goNumber(value);
  if (!isObject(value)) return String(value);
  if ('flow' in value)
    return `[${value.flow.map(text => inlineScalar(text, 'flow')).join(', ')}]`;
  return 'list' in value ? '[]' : '{}';
}

function isObject(value: YamlValue): value is Extract<YamlValue, object> {
  return typeof value === 'object' && value !== null;
}

/** As Go's `%g` writes it: shortest, with an exponent below 1e-4 and from 1e6 on. */
function goNumber(value: number): string {
  // read back, `-0` would be the integer 0
  if (Object.is(value, -0)) return '-0.0';
  const [mantissa, exponent] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  const sign = power < 0 ? '-' : '+';
  return `${mantissa}e${sign}${String(Math.abs(power)).padStart(2, '0')}`;
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}

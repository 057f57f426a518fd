/** What go-yaml 3 takes an unquoted text for. */
export interface ResolvedScalar {
  readonly tag:
    | '!!null'
    | '!!bool'
    | '!!int'
    | '!!float'
    | '!!timestamp'
    | '!!merge'
    | '!!str';
  /** A timestamp is the text that Go's JSON has for it. */
  readonly value: null | boolean | number | bigint | string;
}

const WORDS: Readonly<Record<string, ResolvedScalar>> = Object.fromEntries([
  ...['', '~', 'null', 'Null', 'NULL'].map(word => entry(word, '!!null', null)),
  ...['true', 'True', 'TRUE'].map(word => entry(word, '!!bool', true)),
  ...['false', 'False', 'FALSE'].map(word => entry(word, '!!bool', false)),
  ...['.nan', '.NaN', '.NAN'].map(word => entry(word, '!!float', NaN)),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map(word =>
    entry(word, '!!float', Infinity),
  ),
  ...['-.inf', '-.Inf', '-.INF'].map(word => entry(word, '!!float', -Infinity)),
  entry('<<', '!!merge', '<<'),
]);

const FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
const DOT_FLOAT = /^\.\d+(?:[eE][-+]?\d+)?$/;
const MAX_INT = 2n ** 63n - 1n;
const MAX_UINT = 2n ** 64n - 1n;
/** Longer ones are no number that anybody wrote, and slow to convert. */
const MAX_NUMBER_LENGTH = 400;

/**
 * Resolves an unquoted scalar as go-yaml 3.0 does, which is neither YAML 1.1 nor 1.2: `010` is 8, `yes` is a text,
 * `1_000` is a thousand, a date is a moment.
 */
export function resolveScalar(text: string): ResolvedScalar {
  if (Object.hasOwn(WORDS, text)) return WORDS[text];
  const asText: ResolvedScalar = { tag: '!!str', value: text };
  if (text.length > MAX_NUMBER_LENGTH) return asText;
  if (text.startsWith('.')) return resolveFloat(text, DOT_FLOAT) ?? asText;
  if (!/^[-+\d]/.test(text)) return asText;
  const moment = resolveTimestamp(text);
  if (moment) return { tag: '!!timestamp', value: moment };
  const plain = text.replaceAll('_', '');
  return resolveInteger(plain) ?? resolveFloat(plain, FLOAT) ?? asText;
}

function entry(
  word: string,
  tag: ResolvedScalar['tag'],
  value: ResolvedScalar['value'],
): [string, ResolvedScalar] {
  return [word, { tag, value }];
}

function resolveFloat(
  text: string,
  grammar: RegExp,
): ResolvedScalar | undefined {
  const value = grammar.test(text) ? Number(text) : NaN;
  return Number.isFinite(value) ? { tag: '!!float', value } : undefined;
}

function resolveInteger(text: string): ResolvedScalar | undefined {
  const [, sign = '', digits = ''] = /^([-+]?)(.*)$/s.exec(text) ?? [];
  const literal = integerLiteral(digits);
  if (literal === undefined) return undefined;
  const value = sign === '-' ? -BigInt(literal) : BigInt(literal);
  const isInRange =
    value <= (sign === '' ? MAX_UINT : MAX_INT) && value >= -MAX_INT - 1n;
  if (!isInRange) return undefined;
  const number = Number(value);
  return {
    tag: '!!int',
    value: Number.isSafeInteger(number) ? number : value,
  };
}

/** In the spelling of BigInt, or undefined where the digits are no integer. */
function integerLiteral(digits: string): string | undefined {
  if (/^(?:0|[1-9]\d*|0[xX][\da-fA-F]+|0[bB][01]+|0[oO][0-7]+)$/.test(digits))
    return digits;
  return /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : undefined;
}

const TIMESTAMP =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,](\d+))?(Z|[-+]\d\d:\d\d))|(?: (\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,](\d+))?))?$/;

/** The moment as Go's JSON writes it (RFC 3339, no zeros at the end of the fraction). */
function resolveTimestamp(text: string): string | undefined {
  const match = TIMESTAMP.exec(text);
  if (!match) return undefined;
  const [, year, month, day, ...rest] = match;
  const [hour = '0', minute = '0', second = '0', fraction = ''] = rest[0]
    ? rest.slice(0, 4)
    : rest.slice(5);
  const zone = rest[4] ?? 'Z';
  const isMoment =
    Number(month) >= 1 &&
    Number(month) <= 12 &&
    Number(day) >= 1 &&
    Number(day) <= daysOf(Number(year), Number(month)) &&
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(second) < 60 &&
    (zone === 'Z' ||
      (Number(zone.slice(1, 3)) < 24 && Number(zone.slice(4)) < 60));
  if (!isMoment) return undefined;
  const two = (number: string) => number.padStart(2, '0');
  const digits = fraction.slice(0, 9).replace(/0+$/, '');
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(
    second,
  )}${digits ? `.${digits}` : ''}${/^[-+]00:00$/.test(zone) ? 'Z' : zone}`;
}

function daysOf(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return isLeap ? 29 : 28;
}

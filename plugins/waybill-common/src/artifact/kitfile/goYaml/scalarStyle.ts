import { resolveScalar } from './resolveScalar';

const OLD_BOOL = /^(?:y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/;
const BASE_60 = /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/;
/** What go-yaml escapes, and the line breaks on which readers do not agree. */
const SPECIAL =
  /(?![\t\n])\p{Cc}|[\u2028\u2029\ufeff\ufffe\uffff\u{10000}-\u{10ffff}]/u;
const INDICATOR_FIRST = /^(?:[#,[\]{}&*!|>'"%@`]|[?:-](?:[ \t]|$)|---|\.\.\.)/;
const INDICATOR_INSIDE = /:(?:[ \t]|$)|\s#/;
const FLOW_INDICATOR = /^[?:]|[,?[\]{}:]/;
const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\x85': '\\N',
  '\xa0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

/** Where a text stands: in a list in brackets, as a key, or anywhere else. */
export type ScalarPlace = 'flow' | 'key' | 'block';

/** A text as go-yaml 3.0 writes it, but for a block scalar: on one line. */
export function inlineScalar(text: string, place: ScalarPlace): string {
  if (!mayBePlain(text) || text.includes('\n')) return doubleQuoted(text);
  if (!breaksPlain(text, place)) return text;
  return /\t/.test(text) || SPECIAL.test(text)
    ? doubleQuoted(text)
    : `'${text.replaceAll("'", "''")}'`;
}

/** Whether go-yaml writes a text as a block of lines. */
export function isBlockScalar(text: string): boolean {
  return (
    text.includes('\n') &&
    !text.endsWith(' ') &&
    !text.includes(' \n') &&
    !SPECIAL.test(text)
  );
}

/** The block after its key: `|-` and lines, each with the indent. */
export function blockScalar(text: string, indent: string): string {
  const hint = /^[ \n]/.test(text) ? '2' : '';
  const lines = text
    .split('\n')
    .map(line => (line === '' ? '' : `${indent}${line}`));
  return `|${hint}${chompingOf(text)}\n${lines.join('\n').replace(/\n$/, '')}`;
}

function chompingOf(text: string): string {
  if (!text.endsWith('\n')) return '-';
  return text === '\n' || text.endsWith('\n\n') ? '+' : '';
}

/** Whether the text would be read as a text if it stood there without quotes. */
function mayBePlain(text: string): boolean {
  return (
    resolveScalar(text).tag === '!!str' &&
    !OLD_BOOL.test(text) &&
    !BASE_60.test(text)
  );
}

function breaksPlain(text: string, place: ScalarPlace): boolean {
  return (
    /^ | $|\t/.test(text) ||
    SPECIAL.test(text) ||
    INDICATOR_FIRST.test(text) ||
    INDICATOR_INSIDE.test(text) ||
    (place === 'flow' && FLOW_INDICATOR.test(text))
  );
}

function doubleQuoted(text: string): string {
  const escaped = [...text].map(character => {
    const known = ESCAPES[character];
    if (character !== '\xa0' && known) return known;
    if (!SPECIAL.test(character)) return character;
    const code = character.codePointAt(0)!;
    const hex = code.toString(16).toUpperCase();
    if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
    return code <= 0xffff
      ? `\\u${hex.padStart(4, '0')}`
      : `\\U${hex.padStart(8, '0')}`;
  });
  return `"${escaped.join('')}"`;
}

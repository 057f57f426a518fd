import type { Scalar } from 'yaml';
import type { EditingRefusal } from '../EditingError';
import { refuseAt, type TextSource } from '../yaml/TextSource';

/**
 * The text of a scalar as a YAML text of its own (a patch, values), whose characters still know where they stand in
 * the file.
 *
 * @internal
 */
export function embeddedSource(
  outer: TextSource,
  node: Scalar,
  field: string,
): TextSource | EditingRefusal {
  const [start, end] = node.range ?? [0, 0];
  const raw = outer.text.slice(start, end);
  const lines =
    node.type === 'BLOCK_LITERAL' ? linesOfBlock(raw) : lineOfQuoted(raw);
  const text = lines.map(line => line.text).join('');
  // Chomping only changes what is after the last character.
  if (unbroken(text).trimEnd() !== unbroken(String(node.value)).trimEnd()) {
    return refuseAt(
      outer,
      start,
      'FORM_NOT_SUPPORTED',
      'The text in this field is folded, escaped or indented in a way that is not edited: put it into a file of its own',
    );
  }
  const toOuter = offsetMap(lines);
  return {
    path: outer.path,
    text,
    within: field,
    toFile: offset => outer.toFile(start + toOuter(offset)),
    lineOf: offset => outer.lineOf(start + toOuter(offset)),
  };
}

interface Line {
  /** With its line break, without its indentation. */
  readonly text: string;
  /** Where it begins in the scalar's source. */
  readonly offset: number;
}

/** A quoted or plain scalar on one line that holds no escapes. */
function lineOfQuoted(raw: string): Line[] {
  const isQuoted = /^(["']).*\1$/s.test(raw);
  return isQuoted
    ? [{ text: raw.slice(1, -1), offset: 1 }]
    : [{ text: raw, offset: 0 }];
}

function linesOfBlock(raw: string): Line[] {
  const lines: Line[] = [];
  for (let offset = raw.indexOf('\n') + 1; offset > 0; ) {
    const next = raw.indexOf('\n', offset);
    const end = next < 0 ? raw.length : next + 1;
    if (end > offset) lines.push({ text: raw.slice(offset, end), offset });
    offset = next < 0 ? 0 : end;
  }
  const indent = lines
    .filter(({ text }) => text.trim() !== '')
    .reduce((least, { text }) => Math.min(least, leadingSpaces(text)), 1_000);
  return lines.map(({ text, offset }) => {
    const cut = Math.min(indent, leadingSpaces(text));
    return { text: text.slice(cut), offset: offset + cut };
  });
}

function offsetMap(lines: readonly Line[]): (offset: number) => number {
  const starts: number[] = [];
  let length = 0;
  for (const line of lines) {
    starts.push(length);
    length += line.text.length;
  }
  return offset => {
    let at = starts.length - 1;
    while (at > 0 && starts[at] > offset) at -= 1;
    return at < 0 ? 0 : lines[at].offset + offset - starts[at];
  };
}

function leadingSpaces(text: string): number {
  return text.length - text.replace(/^ +/, '').length;
}

function unbroken(text: string): string {
  return text.replace(/\r\n/g, '\n');
}

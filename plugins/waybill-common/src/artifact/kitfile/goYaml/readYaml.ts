import {
  Composer,
  Lexer,
  LineCounter,
  Parser,
  type CST,
  type Document,
} from 'yaml';
import type { KitfileError } from '../KitfileError';
import { YamlConverter } from './YamlConverter';
import type { YamlNode } from './YamlNode';
import { yamlFailure } from './yamlFailure';

/** The library takes microseconds and a kilobyte for each piece: this is a second, and more than models of a thousand files need. */
const MAX_LENGTH = 256 * 1024;
const MAX_LEXEMES = 50_000;
/** Of lists and maps in each other. */
export const MAX_DEPTH = 64;

/** What go-yaml's reader refuses, and line breaks that YAML 1.1 and 1.2 do not agree upon. */
const REFUSED =
  /(?![\t\n\r])\p{Cc}|[\u2028\u2029\ufffe\uffff]|\r(?!\n)|\p{Cs}/u;

/**
 * Reads the first document of a text: the others do not count for kit.
 *
 * @throws KitfileError `INVALID_YAML`, `EMPTY`, `TOO_LARGE`
 */
export function readYaml(text: string): YamlNode {
  if (text.length > MAX_LENGTH) throw tooLarge();
  const content = text.replace(/^\ufeff/, '');
  const refused = REFUSED.exec(content);
  if (refused) {
    const code = refused[0].codePointAt(0)!.toString(16).padStart(4, '0');
    throw yamlFailure(
      'INVALID_YAML',
      content.slice(0, refused.index).split('\n').length,
      `The character U+${code.toUpperCase()} is not allowed: remove it, or write it as an escape in double quotes.`,
    );
  }
  const lines = new LineCounter();
  const document = firstDocument(content, lines);
  const [error] = document.errors;
  if (error) {
    throw yamlFailure(
      'INVALID_YAML',
      lines.linePos(error.pos[0]).line,
      `This is not YAML (${error.message.slice(0, 200)}).`,
    );
  }
  const { yaml } = document.directives;
  if (yaml.explicit && yaml.version !== '1.1') {
    throw yamlFailure(
      'INVALID_YAML',
      1,
      `kit reads YAML 1.1, and the document says ${yaml.version}: remove the line %YAML.`,
    );
  }
  return new YamlConverter(content, lines).convert(document.contents, 0);
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
  for (const token of tokensOf(text, lines)) {
    refuseDepth(token, lines);
    for (const document of composer.next(token)) return document as Parsed;
  }
  for (const document of composer.end()) return document as Parsed;
  throw yamlFailure(
    'EMPTY',
    undefined,
    'There is nothing in it: begin with `manifestVersion: 1.0.0`.',
  );
}

type Parsed = Document.Parsed;

function* tokensOf(text: string, lines: LineCounter): Generator<CST.Token> {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  let lexemes = 0;
  for (const lexeme of new Lexer().lex(text)) {
    lexemes += 1;
    if (lexemes > MAX_LEXEMES) throw tooLarge();
    yield* parser.next(lexeme);
    // a map or list takes two places on the way to what is in it
    if (parser.stack.length > 3 * MAX_DEPTH)
      throw tooDeep(lines.linePos(parser.offset).line);
  }
  yield* parser.end();
}

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

function tooLarge(): KitfileError {
  return yamlFailure(
    'TOO_LARGE',
    undefined,
    `It is longer than ${MAX_LENGTH} characters, or made of more than ${MAX_LEXEMES} pieces: describe the package in it, and put data into files.`,
  );
}

/** @internal */
export function tooDeep(line: number): KitfileError {
  return yamlFailure(
    'TOO_LARGE',
    line,
    `Lists and maps are more than ${MAX_DEPTH} levels deep: make it flatter.`,
  );
}

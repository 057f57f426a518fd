import {
  Composer,
  CST,
  type Document,
  Parser,
  type YAMLParseError,
} from 'yaml';
import { EditingError, type EditingErrorCode } from '../EditingError';
import { EDITING_LIMITS } from '../limits';
import { refuseAt, type TextSource } from './TextSource';

/** What most repositories hold is two or three levels; a text that is all brackets is an attack. */
const MAX_OPEN_BRACKETS = 500;

/**
 * The documents of a YAML text.
 *
 * @throws EditingError where it is no YAML, or is larger or deeper than is looked at
 * @internal
 */
export function readDocuments(source: TextSource): Document.Parsed[] {
  checkSize(source);
  try {
    const tokens = [...new Parser().parse(source.text)];
    checkDepth(source, tokens);
    const documents = [
      ...new Composer({ keepSourceTokens: false, uniqueKeys: true }).compose(
        tokens,
      ),
    ] as Document.Parsed[];
    for (const document of documents) {
      if (document.errors.length > 0) {
        throw explain(source, document.errors[0]);
      }
    }
    return documents;
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep(source, 0);
    throw error;
  }
}

function checkSize(source: TextSource): void {
  const { text } = source;
  if (text.length > EDITING_LIMITS.fileLength) {
    throw new EditingError({
      code: 'YAML_TOO_LARGE',
      path: source.path,
      message: `The file is longer than ${EDITING_LIMITS.fileLength} characters, which no manifest is: split it`,
    });
  }
  let open = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '[' || char === '{') open += 1;
    else if ((char === ']' || char === '}') && open > 0) open -= 1;
    if (open > MAX_OPEN_BRACKETS) throw tooDeep(source, at);
  }
}

/** Before anything recursive sees it. */
function checkDepth(source: TextSource, tokens: readonly CST.Token[]): void {
  const stack = tokens.map(token => ({ token, depth: 0 }));
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { token, depth } = next;
    if (depth > EDITING_LIMITS.depth) throw tooDeep(source, token.offset);
    if (token.type === 'document') {
      if (token.value) stack.push({ token: token.value, depth });
    } else if ('items' in token) {
      for (const item of token.items as CST.CollectionItem[]) {
        if (item.key) stack.push({ token: item.key, depth: depth + 1 });
        if (item.value) stack.push({ token: item.value, depth: depth + 1 });
      }
    }
  }
}

function tooDeep(source: TextSource, offset: number): EditingError {
  return new EditingError(
    refuseAt(
      source,
      offset,
      'YAML_TOO_DEEP',
      `Maps and lists lie more than ${EDITING_LIMITS.depth} levels deep, which those of no manifest do: write it flatter`,
    ),
  );
}

const CODES: Readonly<Record<string, EditingErrorCode>> = {
  TAB_AS_INDENT: 'YAML_TABS',
  DUPLICATE_KEY: 'YAML_DUPLICATE_KEY',
};

const ADVICE: Partial<Record<EditingErrorCode, string>> = {
  YAML_TABS: 'A tab indents the line: YAML wants spaces',
  YAML_DUPLICATE_KEY:
    'The map has this key twice, and tools differ in which one they take: leave one',
};

function explain(source: TextSource, error: YAMLParseError): EditingError {
  const [offset] = error.pos;
  const isTab = error.code === 'TAB_AS_INDENT' || hasTabIndent(source, offset);
  const code = isTab ? 'YAML_TABS' : CODES[error.code] ?? 'YAML_NOT_VALID';
  const isTemplate = code === 'YAML_NOT_VALID' && source.text.includes('{{');
  if (isTemplate) {
    return new EditingError(
      refuseAt(
        source,
        source.text.indexOf('{{'),
        'TEMPLATED_VALUE',
        'The file is a template ({{ … }}) and no YAML yet: pin the model in a values file and name that one',
      ),
    );
  }
  return new EditingError(
    refuseAt(
      source,
      offset,
      code,
      ADVICE[code] ??
        `This is no YAML (${error.message
          .split('\n')[0]
          .slice(0, 160)}): correct it first`,
    ),
  );
}

function hasTabIndent({ text }: TextSource, offset: number): boolean {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^ *\t/.test(text.slice(start, start + 200));
}

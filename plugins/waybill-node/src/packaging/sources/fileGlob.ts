/** `*` within a name, `?`, `[a-z]`; `**` across folders. */
type Token =
  | { readonly kind: 'character'; readonly character: string }
  | { readonly kind: 'class'; readonly holds: (character: string) => boolean }
  | { readonly kind: 'name' }
  | { readonly kind: 'everything' }
  /** Between two folders: whole folders, or none; the token behind it is in the midst of one. */
  | { readonly kind: 'folders' }
  | { readonly kind: 'folder' };

const MAX_ALTERNATIVES = 100;

/**
 * Compiles a glob over paths: `*`, `?`, `[a-z]`, `[!a-z]`, `**` and `{a,b}`; without a slash it is matched against the
 * names of files in any folder. It takes time in proportion to pattern and path, whatever both are: the regular
 * expression that a glob is commonly made into can be made to run for hours, and both come from strangers.
 *
 * @throws SyntaxError
 */
export function compileGlob(glob: string): (path: string) => boolean {
  const isOfName = !glob.includes('/');
  const folder = glob.endsWith('/') ? `${glob}**` : glob;
  const alternatives = expandBraces(folder.replace(/^\.?\//, '')).map(tokensOf);
  return path => {
    const text = isOfName ? path.slice(path.lastIndexOf('/') + 1) : path;
    const characters = [...text];
    return alternatives.some(tokens => matches(tokens, characters));
  };
}

function expandBraces(pattern: string): string[] {
  const found = [pattern];
  const done: string[] = [];
  for (let next = found.pop(); next !== undefined; next = found.pop()) {
    // the innermost first, so that braces within braces work out
    const braces = /\{([^{}]*,[^{}]*)\}/.exec(next);
    if (!braces) done.push(next);
    else
      for (const choice of braces[1].split(','))
        found.push(
          next.slice(0, braces.index) +
            choice +
            next.slice(braces.index + braces[0].length),
        );
    if (found.length + done.length > MAX_ALTERNATIVES)
      throw new SyntaxError(
        `it has more than ${MAX_ALTERNATIVES} alternatives`,
      );
  }
  return done;
}

function tokensOf(pattern: string): Token[] {
  const tokens: Token[] = [];
  const characters = [...pattern];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at];
    const isDeep = character === '*' && characters[at + 1] === '*';
    const isAtStart = at === 0 || characters[at - 1] === '/';
    if (isDeep && isAtStart && characters[at + 2] === '/') {
      tokens.push({ kind: 'folders' }, { kind: 'folder' });
      at += 2;
    } else if (isDeep) {
      tokens.push({ kind: 'everything' });
      at += 1;
    } else if (character === '*') tokens.push({ kind: 'name' });
    else if (character === '?')
      tokens.push({ kind: 'class', holds: () => true });
    else if (character === '[') {
      const end = characters.indexOf(']', at + 2);
      if (end < 0) throw new SyntaxError('it has a [ without a ]');
      tokens.push(classOf(characters.slice(at + 1, end)));
      at = end;
    } else tokens.push({ kind: 'character', character });
  }
  return tokens;
}

function classOf(characters: readonly string[]): Token {
  const isNegated = characters[0] === '!' || characters[0] === '^';
  const inside = isNegated ? characters.slice(1) : characters;
  const ranges: (readonly [string, string])[] = [];
  for (let at = 0; at < inside.length; at++) {
    const isRange = inside[at + 1] === '-' && inside[at + 2] !== undefined;
    ranges.push([inside[at], isRange ? inside[at + 2] : inside[at]]);
    if (isRange) at += 2;
  }
  return {
    kind: 'class',
    holds: character =>
      ranges.some(([from, to]) => from <= character && character <= to) !==
      isNegated,
  };
}

/** Keeps all places in the pattern that the path can have reached, so that nothing is tried twice. */
function matches(
  tokens: readonly Token[],
  characters: readonly string[],
): boolean {
  let reached = new Uint8Array(tokens.length + 1);
  enter(tokens, reached, 0);
  for (const character of characters) {
    const next = new Uint8Array(tokens.length + 1);
    for (let at = 0; at < tokens.length; at++)
      if (reached[at]) take(tokens, next, at, character);
    reached = next;
  }
  return reached[tokens.length] === 1;
}

function take(
  tokens: readonly Token[],
  next: Uint8Array,
  at: number,
  character: string,
): void {
  const token = tokens[at];
  const isSlash = character === '/';
  switch (token.kind) {
    case 'character':
      if (token.character === character) enter(tokens, next, at + 1);
      break;
    case 'class':
      if (!isSlash && token.holds(character)) enter(tokens, next, at + 1);
      break;
    case 'name':
      if (!isSlash) enter(tokens, next, at);
      break;
    case 'everything':
      enter(tokens, next, at);
      break;
    case 'folders':
      if (!isSlash) next[at + 1] = 1;
      break;
    default:
      if (isSlash) enter(tokens, next, at - 1);
      else next[at] = 1;
  }
}

/** With the places that are reached without a further character. */
function enter(tokens: readonly Token[], reached: Uint8Array, start: number) {
  for (let at = start; !reached[at]; ) {
    reached[at] = 1;
    const kind = tokens[at]?.kind;
    if (kind === 'name' || kind === 'everything') at += 1;
    else if (kind === 'folders') at += 2;
    else return;
  }
}

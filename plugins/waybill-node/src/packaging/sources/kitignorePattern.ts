/** A pattern of a `.kitignore`, ready to be matched. Throws a `SyntaxError` where kit could not use it either. */
export interface KitignorePattern {
  /** `!`: what it matches is not ignored after all. */
  readonly isException: boolean;
  matches(path: string): boolean;
}

type Token =
  | { readonly kind: 'character'; readonly character: string }
  | { readonly kind: 'class'; readonly holds: (character: string) => boolean }
  /** `?`: any character of a name. */
  | { readonly kind: 'one' }
  /** `*`: any characters of a name, or none. */
  | { readonly kind: 'many' }
  /** `**` at the end: everything. */
  | { readonly kind: 'rest' }
  /** `**` elsewhere: nothing, or anything up to a slash. */
  | { readonly kind: 'folders' };

/**
 * Compiles a pattern as moby's patternmatcher 0.6 does, oddities included: `**` before a plain name compares the end of
 * a path, `a/**` is not `a`, a class may match a slash. It runs in linear time and memory for each character, where a
 * regular expression could be made to run for hours.
 *
 * @param cleaned - without white space around it, and cleaned as a path
 */
export function compileKitignorePattern(cleaned: string): KitignorePattern {
  const isException = cleaned.startsWith('!');
  const pattern = isException ? cleaned.slice(1) : cleaned;
  if (pattern === '') throw new SyntaxError('there is nothing behind !');
  return { isException, matches: matcherOf(pattern) };
}

function matcherOf(pattern: string): (path: string) => boolean {
  const isSpecial = /[*?[\]\\]/.test(pattern);
  if (!isSpecial) return path => path === pattern;
  const tokens = tokensOf(pattern);
  const tail = /^\*\*\/?(.*)$/s.exec(pattern)?.[1];
  if (tail !== undefined && !/[*?[\]\\]/.test(tail)) {
    const end = pattern.slice(2);
    return path =>
      path.endsWith(end) || (end.startsWith('/') && path === end.slice(1));
  }
  const head = /^([^*?[\]\\]+)\*\*\/?$/s.exec(pattern)?.[1];
  if (head !== undefined) return path => path.startsWith(head);
  return path => runs(tokens, [...path]);
}

/** @throws SyntaxError */
function tokensOf(pattern: string): Token[] {
  const tokens: Token[] = [];
  const characters = [...pattern];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at];
    if (character === '*' && characters[at + 1] === '*') {
      at += characters[at + 2] === '/' ? 2 : 1;
      tokens.push({ kind: at + 1 < characters.length ? 'folders' : 'rest' });
    } else if (character === '*') tokens.push({ kind: 'many' });
    else if (character === '?') tokens.push({ kind: 'one' });
    else if (character === '[') {
      const found = classAt(characters, at);
      tokens.push({ kind: 'class', holds: found.holds });
      at = found.end;
    } else if (character === '\\') {
      at += 1;
      tokens.push({ kind: 'character', character: escaped(characters[at]) });
    } else tokens.push({ kind: 'character', character });
  }
  refuseExpressions(pattern);
  return tokens;
}

/** What moby hands on to Go's regular expressions as it is, so that it means something else than it says. */
function refuseExpressions(pattern: string): void {
  if (/\||\{\d+(?:,\d*)?\}|^\^|[^[]\^/.test(pattern))
    throw new SyntaxError('|, ^ and {1} do not go together with *, ? and []');
}

function escaped(character: string | undefined): string {
  if (character === undefined || /[\p{L}\p{N}]/u.test(character))
    throw new SyntaxError('a backslash stands before a character like * or [');
  return character;
}

/** `[a-z]`, `[^a-z]`. */
function classAt(
  characters: readonly string[],
  start: number,
): {
  readonly holds: (character: string) => boolean;
  readonly end: number;
} {
  let at = start + 1;
  const isNegated = characters[at] === '^';
  if (isNegated) at += 1;
  const ranges: [number, number][] = [];
  while (characters[at] !== ']' || ranges.length === 0) {
    const from = classCharacter(characters, at);
    at = from.next;
    let to = from;
    if (characters[at] === '-') {
      to = classCharacter(characters, at + 1);
      at = to.next;
    }
    if (to.code < from.code) throw new SyntaxError('a range goes backwards');
    ranges.push([from.code, to.code]);
  }
  return {
    holds: character => {
      const code = character.codePointAt(0)!;
      return ranges.some(([a, b]) => a <= code && code <= b) !== isNegated;
    },
    end: at,
  };
}

function classCharacter(
  characters: readonly string[],
  at: number,
): { readonly code: number; readonly next: number } {
  const isEscaped = characters[at] === '\\';
  const character = isEscaped ? escaped(characters[at + 1]) : characters[at];
  if (character === undefined || (!isEscaped && /[-\]*?[]/.test(character)))
    throw new SyntaxError('[ has no ] behind it, or a -, * or ? too many');
  return { code: character.codePointAt(0)!, next: at + (isEscaped ? 2 : 1) };
}

/** Keeps all places in the pattern that a path can have reached, so that nothing is tried twice. */
function runs(tokens: readonly Token[], path: readonly string[]): boolean {
  let reached = closure(tokens, [0], []);
  for (const character of path) {
    const entered: number[] = [];
    const left: number[] = [];
    const stayed: number[] = [];
    for (const at of reached) {
      const token = tokens[at];
      if (!token || !takes(token, character)) continue;
      if (!isLoop(token)) entered.push(at + 1);
      else {
        stayed.push(at);
        // what a `**` has taken ends with a slash, or it has taken nothing
        if (token.kind !== 'folders' || character === '/') left.push(at + 1);
      }
    }
    reached = closure(tokens, [...entered, ...left], stayed);
  }
  return reached.has(tokens.length);
}

/** With the places that are reached without a further character. */
function closure(
  tokens: readonly Token[],
  entered: readonly number[],
  stayed: readonly number[],
): ReadonlySet<number> {
  const reached = new Set<number>();
  for (const start of entered) {
    for (let at = start; !reached.has(at); at++) {
      reached.add(at);
      if (at >= tokens.length || !isLoop(tokens[at])) break;
    }
  }
  return new Set([...reached, ...stayed]);
}

function isLoop({ kind }: Token): boolean {
  return kind === 'many' || kind === 'rest' || kind === 'folders';
}

function takes(token: Token, character: string): boolean {
  switch (token.kind) {
    case 'character':
      return token.character === character;
    case 'class':
      return token.holds(character);
    case 'rest':
    case 'folders':
      return true;
    default:
      return character !== '/';
  }
}

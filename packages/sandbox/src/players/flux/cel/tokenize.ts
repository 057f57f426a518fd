import { CelError } from './CelError';

export interface Token {
  readonly type: 'name' | 'string' | 'number' | 'operator' | 'end';
  readonly text: string;
}

const patterns: readonly (readonly [Token['type'] | 'space', RegExp])[] = [
  ['space', /^\s+/],
  ['number', /^\d+(?:\.\d+)?/],
  ['string', /^(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/],
  ['name', /^[A-Za-z_]\w*/],
  ['operator', /^(?:&&|\|\||==|!=|<=|>=|[<>!?:.,()[\]+\-])/],
];

const maxLength = 4096;

function wordAt(
  rest: string,
): { type: Token['type'] | 'space'; text: string } | undefined {
  for (const [type, pattern] of patterns) {
    const text = pattern.exec(rest)?.[0];
    if (text) return { type, text };
  }
  return undefined;
}

/** Splits an expression into its words. */
export function tokenize(expression: string): Token[] {
  if (expression.length > maxLength)
    throw new CelError(`the expression is longer than ${maxLength} characters`);
  const tokens: Token[] = [];
  let rest = expression;
  while (rest !== '') {
    const found = wordAt(rest);
    if (!found)
      throw new CelError(
        `Syntax error: token recognition error at: '${rest.slice(0, 10)}'`,
      );
    if (found.type !== 'space')
      tokens.push({ type: found.type, text: found.text });
    rest = rest.slice(found.text.length);
  }
  return [...tokens, { type: 'end', text: '' }];
}

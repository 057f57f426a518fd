import { CelError } from './CelError';
import { type Token, tokenize } from './tokenize';

export type CelNode =
  | {
      readonly type: 'literal';
      readonly value: string | number | boolean | null;
    }
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'list'; readonly items: readonly CelNode[] }
  | { readonly type: 'member'; readonly of: CelNode; readonly name: string }
  | { readonly type: 'index'; readonly of: CelNode; readonly index: CelNode }
  | {
      readonly type: 'call';
      readonly of?: CelNode;
      readonly name: string;
      readonly args: readonly CelNode[];
    }
  | { readonly type: 'unary'; readonly operator: string; readonly of: CelNode }
  | {
      readonly type: 'binary';
      readonly operator: string;
      readonly left: CelNode;
      readonly right: CelNode;
    }
  | {
      readonly type: 'choice';
      readonly test: CelNode;
      readonly yes: CelNode;
      readonly no: CelNode;
    };

/** Binary operators from the loosest to the tightest. */
const levels: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['==', '!=', '<', '<=', '>', '>=', 'in'],
  ['+', '-'],
];

const maxDepth = 60;

class Parser {
  private at = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  parseAll(): CelNode {
    const node = this.choice();
    if (this.token.type !== 'end') throw this.unexpected();
    return node;
  }

  private get token(): Token {
    return this.tokens[this.at];
  }

  private take(text: string): boolean {
    if (this.token.text !== text || this.token.type === 'string') return false;
    this.at += 1;
    return true;
  }

  private expect(text: string): void {
    if (!this.take(text)) throw this.unexpected();
  }

  private unexpected(): CelError {
    return new CelError(
      `Syntax error: mismatched input '${this.token.text || '<EOF>'}'`,
    );
  }

  private choice(): CelNode {
    this.depth += 1;
    if (this.depth > maxDepth)
      throw new CelError('the expression is nested too deeply');
    const test = this.binary(0);
    this.depth -= 1;
    if (!this.take('?')) return test;
    const yes = this.choice();
    this.expect(':');
    return { type: 'choice', test, yes, no: this.choice() };
  }

  private binary(level: number): CelNode {
    if (level === levels.length) return this.unary();
    let left = this.binary(level + 1);
    for (;;) {
      const operator = levels[level].find(candidate => this.take(candidate));
      if (!operator) return left;
      left = { type: 'binary', operator, left, right: this.binary(level + 1) };
    }
  }

  private unary(): CelNode {
    for (const operator of ['!', '-'])
      if (this.take(operator))
        return { type: 'unary', operator, of: this.unary() };
    return this.postfix(this.primary());
  }

  private postfix(start: CelNode): CelNode {
    let node = start;
    for (;;) {
      if (this.take('.')) {
        const name = this.name();
        node = this.take('(')
          ? { type: 'call', of: node, name, args: this.list(')') }
          : { type: 'member', of: node, name };
      } else if (this.take('[')) {
        node = { type: 'index', of: node, index: this.choice() };
        this.expect(']');
      } else return node;
    }
  }

  private name(): string {
    const { type, text } = this.token;
    if (type !== 'name') throw this.unexpected();
    this.at += 1;
    return text;
  }

  private list(end: string): CelNode[] {
    const items: CelNode[] = [];
    while (!this.take(end)) {
      items.push(this.choice());
      if (!this.take(',') && this.token.text !== end) throw this.unexpected();
    }
    return items;
  }

  private primary(): CelNode {
    if (this.take('(')) {
      const node = this.choice();
      this.expect(')');
      return node;
    }
    if (this.take('[')) return { type: 'list', items: this.list(']') };
    const { type, text } = this.token;
    if (type === 'end' || type === 'operator') throw this.unexpected();
    this.at += 1;
    if (type === 'number') return { type: 'literal', value: Number(text) };
    if (type === 'string') return { type: 'literal', value: unquote(text) };
    if (text === 'true' || text === 'false')
      return { type: 'literal', value: text === 'true' };
    if (text === 'null') return { type: 'literal', value: null };
    return this.take('(')
      ? { type: 'call', name: text, args: this.list(')') }
      : { type: 'name', name: text };
  }
}

/** Reads the part of CEL that health checks use. */
export function parseCel(expression: string): CelNode {
  const parser = new Parser(tokenize(expression));
  return parser.parseAll();
}

function unquote(text: string): string {
  return text
    .slice(1, -1)
    .replace(/\\(.)/g, (_, character: string) =>
      character === 'n' ? '\n' : character,
    );
}

import { isJsonObject, isSameJson } from '../../../kubernetes/fieldPath';
import { CelError } from './CelError';
import { type CelNode, parseCel } from './parse';

type Scope = Readonly<Record<string, unknown>>;

/** Evaluates an expression over an object's fields to true or false; a missing field is an error, as in CEL. */
export function evaluateCel(expression: string, object: unknown): boolean {
  const scope = isJsonObject(object) ? object : {};
  const value = evaluate(parseCel(expression), scope);
  if (typeof value !== 'boolean')
    throw new CelError(`the expression gives ${typeof value}, not bool`);
  return value;
}

function evaluate(node: CelNode, scope: Scope): unknown {
  switch (node.type) {
    case 'literal':
      return node.value;
    case 'name':
      if (!Object.hasOwn(scope, node.name))
        throw new CelError(`no such attribute(s): ${node.name}`);
      return scope[node.name];
    case 'list':
      return node.items.map(item => evaluate(item, scope));
    case 'member':
      return fieldOf(evaluate(node.of, scope), node.name);
    case 'index':
      return elementOf(evaluate(node.of, scope), evaluate(node.index, scope));
    case 'unary':
      return negate(node.operator, evaluate(node.of, scope));
    case 'choice':
      return evaluate(
        isTrue(evaluate(node.test, scope)) ? node.yes : node.no,
        scope,
      );
    case 'binary':
      return combine(node, scope);
    default:
      return call(node, scope);
  }
}

function fieldOf(value: unknown, name: string): unknown {
  if (isJsonObject(value) && Object.hasOwn(value, name)) return value[name];
  throw new CelError(`no such key: ${name}`);
}

function elementOf(value: unknown, index: unknown): unknown {
  if (Array.isArray(value) && typeof index === 'number' && index < value.length)
    return value[index];
  return fieldOf(value, String(index));
}

function isTrue(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new CelError('no such overload');
  return value;
}

function negate(operator: string, value: unknown): unknown {
  if (operator === '!') return !isTrue(value);
  if (typeof value !== 'number') throw new CelError('no such overload');
  return -value;
}

/** In CEL an error on one side of && and || does not matter where the other side decides. */
function decide(
  first: () => boolean,
  second: () => boolean,
  deciding: boolean,
): boolean {
  let failure: unknown;
  for (const side of [first, second]) {
    try {
      if (side() === deciding) return deciding;
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      failure = error;
    }
  }
  if (failure) throw failure;
  return !deciding;
}

function combine(
  node: Extract<CelNode, { type: 'binary' }>,
  scope: Scope,
): unknown {
  const { operator } = node;
  const side = (of: CelNode) => () => isTrue(evaluate(of, scope));
  if (operator === '&&')
    return decide(side(node.left), side(node.right), false);
  if (operator === '||') return decide(side(node.left), side(node.right), true);
  const left = evaluate(node.left, scope);
  const right = evaluate(node.right, scope);
  if (operator === '==') return isSameJson(left, right);
  if (operator === '!=') return !isSameJson(left, right);
  if (operator === 'in') {
    if (Array.isArray(right)) return right.some(item => isSameJson(item, left));
    if (isJsonObject(right)) return Object.hasOwn(right, String(left));
    throw new CelError('no such overload');
  }
  return compute(operator, left, right);
}

function compute(operator: string, left: unknown, right: unknown): unknown {
  const areNumbers = typeof left === 'number' && typeof right === 'number';
  const areTexts = typeof left === 'string' && typeof right === 'string';
  if (operator === '+' && areTexts) return left + right;
  if (areNumbers && operator === '+') return left + right;
  if (areNumbers && operator === '-') return left - right;
  if (!areNumbers && !areTexts) throw new CelError('no such overload');
  if (operator === '<') return left < right;
  if (operator === '<=') return left <= right;
  return operator === '>' ? left > right : left >= right;
}

type Call = Extract<CelNode, { type: 'call' }>;

function call(node: Call, scope: Scope): unknown {
  if (!node.of) {
    if (node.name === 'has') return has(node, scope);
    if (node.name === 'size')
      return sizeOf(evaluate(argumentOf(node, 0), scope));
    throw new CelError(`undeclared reference to '${node.name}'`);
  }
  const value = evaluate(node.of, scope);
  if (node.name === 'size') return sizeOf(value);
  if (typeof value === 'string')
    return callOnText(
      node,
      value,
      String(evaluate(argumentOf(node, 0), scope)),
    );
  return callOnList(node, value, scope);
}

function argumentOf({ name, args }: Call, at: number): CelNode {
  if (!args[at]) throw new CelError(`found no matching overload for '${name}'`);
  return args[at];
}

/** `has(a.b)`: whether b is there; that a is there is taken for granted, as in CEL. */
function has(node: Call, scope: Scope): boolean {
  const member = argumentOf(node, 0);
  if (member.type !== 'member')
    throw new CelError('invalid argument to has() macro');
  const parent = evaluate(member.of, scope);
  return isJsonObject(parent) && Object.hasOwn(parent, member.name);
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  if (isJsonObject(value)) return Object.keys(value).length;
  throw new CelError('no such overload');
}

function callOnText({ name }: Call, value: string, argument: string): boolean {
  if (name === 'startsWith') return value.startsWith(argument);
  if (name === 'endsWith') return value.endsWith(argument);
  if (name === 'contains') return value.includes(argument);
  if (name === 'matches') return new RegExp(argument).test(value);
  throw new CelError(`undeclared reference to '${name}'`);
}

function callOnList(node: Call, value: unknown, scope: Scope): unknown {
  const keys = isJsonObject(value) ? Object.keys(value) : undefined;
  const items: unknown[] | undefined = Array.isArray(value) ? value : keys;
  const variable = argumentOf(node, 0);
  const body = argumentOf(node, 1);
  if (!items || variable.type !== 'name')
    throw new CelError('no such overload');
  const apply = (item: unknown) =>
    evaluate(body, { ...scope, [variable.name]: item });
  if (node.name === 'all') return items.every(item => isTrue(apply(item)));
  if (node.name === 'exists') return items.some(item => isTrue(apply(item)));
  if (node.name === 'exists_one')
    return items.filter(item => isTrue(apply(item))).length === 1;
  if (node.name === 'filter') return items.filter(item => isTrue(apply(item)));
  if (node.name === 'map') return items.map(apply);
  throw new CelError(`undeclared reference to '${node.name}'`);
}

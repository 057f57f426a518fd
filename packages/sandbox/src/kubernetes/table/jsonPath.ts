import { isJsonObject } from '../fieldPath';
import type { JsonValue } from '../KubernetesObject';

type Step = (values: JsonValue[]) => JsonValue[];

const nameStep = /^\.?([A-Za-z_$][\w$-]*)/;
const quotedStep = /^\.?\[?'((?:[^'\\]|\\.)*)'\]?/;
const indexStep = /^\[(\d+)\]/;
const wildcardStep = /^(\[\*\]|\.\*)/;
const filterStep =
  /^\[\?\(@\.([\w.]+)\s*==\s*("[^"]*"|'[^']*'|true|false|-?\d+(?:\.\d+)?)\)\]/;

/** Evaluates the part of JSONPath that printer columns of CRDs use; what does not parse finds nothing. */
export function evaluateJsonPath(path: string, object: unknown): JsonValue[] {
  const steps = parseSteps(path);
  if (!steps) return [];
  return steps.reduce((values, step) => step(values), [object as JsonValue]);
}

const parsed = new Map<string, Step[] | undefined>();

function parseSteps(path: string): Step[] | undefined {
  if (!parsed.has(path)) parsed.set(path, parse(path));
  return parsed.get(path);
}

function parse(path: string): Step[] | undefined {
  const steps: Step[] = [];
  let rest = path.trim();
  while (rest !== '') {
    const match =
      wildcardStep.exec(rest) ??
      filterStep.exec(rest) ??
      indexStep.exec(rest) ??
      nameStep.exec(rest) ??
      quotedStep.exec(rest);
    if (!match) return undefined;
    steps.push(stepOf(match));
    rest = rest.slice(match[0].length);
  }
  return steps;
}

function stepOf([text, first, second]: RegExpExecArray): Step {
  if (text === '[*]' || text === '.*')
    return values => values.flatMap(childrenOf);
  if (second !== undefined)
    return values =>
      values.flatMap(childrenOf).filter(item => isEqual(item, first, second));
  if (/^\[\d+\]$/.test(text))
    return values => values.flatMap(value => pick(value, Number(first)));
  return values => values.flatMap(value => pick(value, first));
}

function childrenOf(value: JsonValue): JsonValue[] {
  if (Array.isArray(value)) return value;
  return isJsonObject(value) ? Object.values(value) : [];
}

function pick(value: JsonValue, key: string | number): JsonValue[] {
  const isList = typeof key === 'number';
  const found = isList && Array.isArray(value) ? value[key] : undefined;
  const field =
    !isList && isJsonObject(value) && Object.hasOwn(value, key)
      ? value[key]
      : undefined;
  const picked = found ?? field;
  return picked === undefined || picked === null ? [] : [picked];
}

function isEqual(item: JsonValue, path: string, literal: string): boolean {
  const [found] = path
    .split('.')
    .reduce<JsonValue[]>(
      (values, name) => values.flatMap(value => pick(value, name)),
      [item],
    );
  const wanted = /^["']/.test(literal) ? literal.slice(1, -1) : literal;
  return found !== undefined && String(found) === wanted;
}

import { isJsonObject, isSameJson } from '../fieldPath';
import type { JsonValue } from '../KubernetesObject';

/** A JSON patch that cannot be applied: the message says which operation and why. */
export class JsonPatchError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'JsonPatchError';
  }
}

const maxOperations = 10_000;

/** Applies a JSON patch (RFC 6902) to a copy. */
export function applyJsonPatch(target: JsonValue, patch: unknown): JsonValue {
  if (!Array.isArray(patch))
    throw new JsonPatchError('a JSON patch is a list of operations');
  if (patch.length > maxOperations)
    throw new JsonPatchError(
      `a JSON patch may have ${maxOperations} operations`,
    );
  // A document of its own, so that an operation may also replace the root.
  const document = { root: structuredClone(target) };
  for (const operation of patch as JsonValue[])
    applyOperation(document, operation);
  return document.root;
}

function applyOperation(
  document: { root: JsonValue },
  operation: JsonValue,
): void {
  if (!isJsonObject(operation) || typeof operation.path !== 'string') {
    throw new JsonPatchError('an operation of a JSON patch needs op and path');
  }
  const { op, path, value } = operation;
  const from = typeof operation.from === 'string' ? operation.from : '';
  if (op === 'add') add(document, path, required(value, path));
  else if (op === 'remove') remove(document, path);
  else if (op === 'replace') {
    const wanted = required(value, path);
    if (path !== '') remove(document, path);
    add(document, path, wanted);
  } else if (op === 'copy')
    add(document, path, structuredClone(read(document, from)));
  else if (op === 'move') {
    const moved = read(document, from);
    remove(document, from);
    add(document, path, moved);
  } else if (op === 'test') {
    if (!isSameJson(read(document, path), value))
      throw new JsonPatchError(`testing value ${path} failed`);
  } else throw new JsonPatchError(`unexpected kind: ${String(op)}`);
}

function required(value: JsonValue | undefined, path: string): JsonValue {
  if (value === undefined)
    throw new JsonPatchError(`the operation on ${path} needs a value`);
  return structuredClone(value);
}

function tokensOf(path: string): string[] {
  if (path !== '' && !path.startsWith('/'))
    throw new JsonPatchError(`${path} is no JSON pointer`);
  return [
    'root',
    ...path
      .split('/')
      .slice(1)
      .map(token => token.replaceAll('~1', '/').replaceAll('~0', '~')),
  ];
}

function parentOf(
  document: { root: JsonValue },
  path: string,
): { parent: JsonValue; token: string } {
  const tokens = tokensOf(path);
  const token = tokens.pop() ?? '';
  let parent: JsonValue = document;
  for (const name of tokens) parent = childOf(parent, name, path);
  return { parent, token };
}

function childOf(parent: JsonValue, token: string, path: string): JsonValue {
  if (Array.isArray(parent))
    return parent[indexIn(parent, token, parent.length - 1, path)];
  if (isJsonObject(parent) && Object.hasOwn(parent, token))
    return parent[token];
  throw new JsonPatchError(`the path ${path} does not exist`);
}

function indexIn(
  list: JsonValue[],
  token: string,
  last: number,
  path: string,
): number {
  if (token === '-' && last === list.length) return list.length;
  const index = /^(0|[1-9]\d*)$/.test(token) ? Number(token) : -1;
  if (index < 0 || index > last)
    throw new JsonPatchError(`the path ${path} is outside of its list`);
  return index;
}

function read(document: { root: JsonValue }, path: string): JsonValue {
  const { parent, token } = parentOf(document, path);
  return childOf(parent, token, path);
}

function add(
  document: { root: JsonValue },
  path: string,
  value: JsonValue,
): void {
  const { parent, token } = parentOf(document, path);
  if (Array.isArray(parent))
    parent.splice(indexIn(parent, token, parent.length, path), 0, value);
  else if (isJsonObject(parent)) parent[token] = value;
  else throw new JsonPatchError(`the path ${path} does not exist`);
}

function remove(document: { root: JsonValue }, path: string): void {
  const { parent, token } = parentOf(document, path);
  childOf(parent, token, path);
  if (Array.isArray(parent))
    parent.splice(indexIn(parent, token, parent.length - 1, path), 1);
  else if (isJsonObject(parent)) delete parent[token];
}

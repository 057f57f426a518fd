import { isJsonObject } from '../fieldPath';
import type { JsonObject, JsonValue } from '../KubernetesObject';

/**
 * A set of field paths, as `managedFields[].fieldsV1` holds one: `f:name` steps into a field, `k:{…}` into an item of a
 * keyed list, `v:…` names a value of a set. `isMember` says that the path to here is in the set itself.
 */
export interface FieldSet {
  readonly isMember: boolean;
  readonly children: ReadonlyMap<string, FieldSet>;
}

type Building = { isMember: boolean; children: Map<string, FieldSet> };

export const emptySet: FieldSet = { isMember: false, children: new Map() };

function make(
  isMember: boolean,
  children: Iterable<readonly [string, FieldSet]>,
): FieldSet {
  const kept = [...children].filter(([, child]) => !isEmptySet(child));
  return { isMember, children: new Map(kept) };
}

export function isEmptySet(set: FieldSet): boolean {
  return !set.isMember && set.children.size === 0;
}

/** The set of the given paths. */
export function setOfPaths(paths: Iterable<readonly string[]>): FieldSet {
  const root: Building = { isMember: false, children: new Map() };
  for (const path of paths) {
    let node = root;
    for (const step of path) {
      const child = (node.children.get(step) as Building | undefined) ?? {
        isMember: false,
        children: new Map(),
      };
      node.children.set(step, child);
      node = child;
    }
    node.isMember = true;
  }
  return root;
}

/** Every path of a set. */
export function pathsOf(
  set: FieldSet,
  prefix: readonly string[] = [],
): string[][] {
  const below = [...set.children].flatMap(([step, child]) =>
    pathsOf(child, [...prefix, step]),
  );
  return set.isMember ? [[...prefix], ...below] : below;
}

export function hasPath(set: FieldSet, path: readonly string[]): boolean {
  return nodeAt(set, path)?.isMember ?? false;
}

/** Whether a set holds the path or anything below it. */
export function touchesPath(set: FieldSet, path: readonly string[]): boolean {
  const node = nodeAt(set, path);
  return node !== undefined && !isEmptySet(node);
}

function nodeAt(set: FieldSet, path: readonly string[]): FieldSet | undefined {
  let node: FieldSet | undefined = set;
  for (const step of path) node = node?.children.get(step);
  return node;
}

export function union(left: FieldSet, right: FieldSet): FieldSet {
  const steps = new Set([...left.children.keys(), ...right.children.keys()]);
  return make(
    left.isMember || right.isMember,
    [...steps].map(step => [
      step,
      union(
        left.children.get(step) ?? emptySet,
        right.children.get(step) ?? emptySet,
      ),
    ]),
  );
}

/** What is in `left` and not in `right`. */
export function difference(left: FieldSet, right: FieldSet): FieldSet {
  return make(
    left.isMember && !right.isMember,
    [...left.children].map(([step, child]) => [
      step,
      difference(child, right.children.get(step) ?? emptySet),
    ]),
  );
}

export function fromFieldsV1(fields: JsonValue | undefined): FieldSet {
  if (!isJsonObject(fields)) return emptySet;
  const steps = Object.entries(fields).filter(([step]) => step !== '.');
  const children = steps.map(
    ([step, below]) => [step, ownedBelow(below)] as const,
  );
  return { isMember: fields['.'] !== undefined, children: new Map(children) };
}

/** An empty object says that the field itself is owned. */
function ownedBelow(below: JsonValue): FieldSet {
  const set = fromFieldsV1(below);
  return isEmptySet(set) ? { isMember: true, children: set.children } : set;
}

export function toFieldsV1(set: FieldSet): JsonObject {
  const fields: JsonObject = {};
  if (set.isMember && set.children.size > 0) fields['.'] = {};
  for (const step of [...set.children.keys()].sort())
    fields[step] = toFieldsV1(set.children.get(step) ?? emptySet);
  return fields;
}

/** A path for people: `.spec.containers[name="a"].image`. */
export function describePath(path: readonly string[]): string {
  return path
    .map(step => {
      if (step.startsWith('f:')) return `.${step.slice(2)}`;
      if (step.startsWith('v:')) return `[=${step.slice(2)}]`;
      const key = JSON.parse(step.slice(2)) as JsonObject;
      return `[${Object.entries(key)
        .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
        .join(',')}]`;
    })
    .join('');
}

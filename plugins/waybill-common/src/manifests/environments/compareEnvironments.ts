import type { ModelDeclaration } from '../declaration';
import { objectKey } from './objectNames';
import { definedKeys, isMap, isSame, type JsonMap } from './patches';
import { renderEnvironment } from './renderEnvironment';

/** A field of an object that is not the same in two environments. @public */
export interface EnvironmentDifference {
  /** `InferenceService/iris` */
  readonly object: string;
  /** Path of the field: `spec.predictor.minReplicas`; empty where the whole object is in one of them only. */
  readonly path: string;
  /** Absent where it is not there. */
  readonly from?: unknown;
  readonly to?: unknown;
}

/**
 * What really differs between two environments: of the objects that arrive in the clusters, not of the files. The
 * namespace, which is another by intention, is not told.
 *
 * @throws ManifestError, InvalidReferenceError
 * @public
 */
export function compareEnvironments(
  declaration: ModelDeclaration,
  from: string,
  to: string,
): EnvironmentDifference[] {
  const before = byKey(declaration, from);
  const after = byKey(declaration, to);
  return [...new Set([...before.keys(), ...after.keys()])].flatMap(object => {
    const old = before.get(object);
    const young = after.get(object);
    return old && young
      ? differencesWithin(old, young, []).map(found => ({ object, ...found }))
      : [{ object, path: '', ...sides(old, young) }];
  });
}

function byKey(
  declaration: ModelDeclaration,
  environment: string,
): Map<string, JsonMap> {
  return new Map(
    renderEnvironment(declaration, environment).map(object => {
      const { namespace: _, ...metadata } = object.metadata;
      return [objectKey(object), { ...object, metadata }];
    }),
  );
}

function differencesWithin(
  from: unknown,
  to: unknown,
  path: readonly string[],
): Omit<EnvironmentDifference, 'object'>[] {
  if (isSame(from, to)) return [];
  if (isMap(from) && isMap(to)) {
    const keys = new Set([...definedKeys(from), ...definedKeys(to)]);
    return [...keys].flatMap(key =>
      differencesWithin(from[key], to[key], [...path, fieldName(key)]),
    );
  }
  if (Array.isArray(from) && Array.isArray(to) && areNamed(from, to)) {
    return namedDifferences(from, to, path);
  }
  return [{ path: joinPath(path), ...sides(from, to) }];
}

function namedDifferences(
  from: readonly JsonMap[],
  to: readonly JsonMap[],
  path: readonly string[],
): Omit<EnvironmentDifference, 'object'>[] {
  const names = new Set([...from, ...to].map(({ name }) => String(name)));
  const find = (items: readonly JsonMap[], wanted: string) =>
    items.find(({ name }) => name === wanted);
  return [...names].flatMap(name =>
    differencesWithin(find(from, name), find(to, name), [...path, `[${name}]`]),
  );
}

/** Containers and variables are told by their name and not by their place. */
function areNamed(...lists: readonly (readonly unknown[])[]): boolean {
  return lists.every(items => {
    const names = items.map(item => (isMap(item) ? item.name : undefined));
    return (
      names.every(name => typeof name === 'string') &&
      new Set(names).size === names.length
    );
  });
}

function sides(from: unknown, to: unknown): { from?: unknown; to?: unknown } {
  return {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  };
}

function fieldName(key: string): string {
  return /^[\w-]+$/.test(key) ? key : `[${key}]`;
}

function joinPath(path: readonly string[]): string {
  return path.reduce(
    (text, part) =>
      part.startsWith('[') || !text ? text + part : `${text}.${part}`,
    '',
  );
}

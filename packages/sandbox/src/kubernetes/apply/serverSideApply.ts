import { isSameJson } from '../fieldPath';
import { apiVersionOf, type KindDefinition } from '../kinds';
import type { JsonObject, KubernetesObject } from '../KubernetesObject';
import { StatusError } from '../StatusError';
import {
  describePath,
  difference,
  emptySet,
  type FieldSet,
  hasPath,
  setOfPaths,
  union,
} from './FieldSet';
import { type Leaf, leavesOf } from './leaves';
import {
  isSameOwner,
  type Ownership,
  ownershipsOf,
  withOwnerships,
} from './managedFields';
import { mergeApplied, removeFields } from './mergeApplied';

/**
 * Server-side apply: the manager states all that it wants. What it stated before and no longer does goes, unless
 * another owns it too; what another owns with a different value is a conflict, unless forced.
 */
export function serverSideApply(options: {
  kind: KindDefinition;
  live: KubernetesObject | undefined;
  applied: KubernetesObject;
  owner: Omit<Ownership, 'fields'>;
  force?: boolean;
}): KubernetesObject {
  const { kind, live, applied, owner, force } = options;
  const leaves = leavesOf(kind, applied);
  const wanted = setOfPaths([...leaves.values()].map(leaf => leaf.path));
  const known = ownershipsOf(live);
  const previous = known.find(other => isSameOwner(other, owner));
  let others = known.filter(other => other !== previous);
  if (live) {
    const contested = conflictsOf(kind, live, leaves, others);
    if (contested.length > 0 && !force) throw conflictError(contested);
    const taken = setOfPaths(contested.map(({ path }) => path));
    others = others.map(other => ({
      ...other,
      fields: difference(other.fields, taken),
    }));
  }
  const ownedByOthers = others.reduce<FieldSet>(
    (set, other) => union(set, other.fields),
    emptySet,
  );
  const removed = difference(
    difference(previous?.fields ?? emptySet, wanted),
    ownedByOthers,
  );
  const base = removeFields({
    kind,
    value: (live ?? {}) as JsonObject,
    removed,
    others: ownedByOthers,
  });
  const merged = mergeApplied(
    kind,
    base,
    applied as JsonObject,
  ) as KubernetesObject;
  return withOwnerships(
    { ...merged, metadata: { ...live?.metadata, ...merged.metadata } },
    [
      ...others,
      {
        ...owner,
        apiVersion: owner.apiVersion || apiVersionOf(kind),
        fields: wanted,
      },
    ],
  );
}

type Contested = {
  path: readonly string[];
  manager: string;
  apiVersion: string;
  operation: string;
};

function conflictsOf(
  kind: KindDefinition,
  live: KubernetesObject,
  wanted: ReadonlyMap<string, Leaf>,
  others: readonly Ownership[],
): Contested[] {
  const present = leavesOf(kind, live);
  const different = [...wanted].filter(([path, leaf]) => {
    const found = present.get(path);
    return found !== undefined && !isSameJson(found.value, leaf.value);
  });
  return different.flatMap(([, { path }]) =>
    others
      .filter(other => hasPath(other.fields, path))
      .map(({ manager, apiVersion, operation }) => ({
        path,
        manager,
        apiVersion,
        operation,
      })),
  );
}

function conflictError(contested: readonly Contested[]): StatusError {
  const causes = contested.map(({ path, manager, apiVersion, operation }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with "${manager}"${
      operation === 'Apply' ? '' : ` using ${apiVersion}`
    }`,
    field: describePath(path),
  }));
  const lines = causes.map(cause => `${cause.message}: ${cause.field}`);
  const message =
    lines.length === 1
      ? `Apply failed with 1 conflict: ${lines[0]}`
      : `Apply failed with ${lines.length} conflicts: ${lines
          .map(line => `\n- ${line}`)
          .join('')}`;
  return new StatusError({
    code: 409,
    reason: 'Conflict',
    message,
    details: { causes },
  });
}

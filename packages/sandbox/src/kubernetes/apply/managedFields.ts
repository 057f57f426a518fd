import { isSameJson } from '../fieldPath';
import type { KindDefinition } from '../kinds';
import type { KubernetesObject, ManagedFieldsEntry } from '../KubernetesObject';
import {
  difference,
  type FieldSet,
  fromFieldsV1,
  isEmptySet,
  setOfPaths,
  toFieldsV1,
  union,
} from './FieldSet';
import { type Leaf, leavesOf } from './leaves';

/** Who owns what, apart from the object it is written in. */
export interface Ownership {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource?: string;
  readonly time?: string;
  readonly fields: FieldSet;
}

export function ownershipsOf(
  object: KubernetesObject | undefined,
): Ownership[] {
  return (object?.metadata.managedFields ?? []).map(
    ({ fieldsV1, fieldsType: _, ...entry }) => ({
      ...entry,
      fields: fromFieldsV1(fieldsV1),
    }),
  );
}

export function withOwnerships(
  object: KubernetesObject,
  ownerships: readonly Ownership[],
): KubernetesObject {
  const managedFields = ownerships
    .filter(({ fields }) => !isEmptySet(fields))
    .map(
      ({
        manager,
        operation,
        apiVersion,
        time,
        fields,
        subresource,
      }): ManagedFieldsEntry => ({
        manager,
        operation,
        apiVersion,
        ...(time && { time }),
        fieldsType: 'FieldsV1',
        fieldsV1: toFieldsV1(fields),
        ...(subresource && { subresource }),
      }),
    )
    // A fixed order: an apply that changes nothing must not change the list either.
    .sort((left, right) => compare(orderOf(left), orderOf(right)));
  return { ...object, metadata: { ...object.metadata, managedFields } };
}

function orderOf({
  operation,
  manager,
  subresource = '',
}: ManagedFieldsEntry): string {
  return `${operation}/${manager}/${subresource}`;
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

export function isSameOwner(
  left: Omit<Ownership, 'fields'>,
  right: Omit<Ownership, 'fields'>,
): boolean {
  return (
    left.manager === right.manager &&
    left.operation === right.operation &&
    (left.subresource ?? '') === (right.subresource ?? '')
  );
}

/** What differs between two states of an object. */
export function changesBetween(
  kind: KindDefinition,
  before: KubernetesObject | undefined,
  after: KubernetesObject,
): { written: FieldSet; removed: FieldSet } {
  const old = before ? leavesOf(kind, before) : new Map<string, Leaf>();
  const now = leavesOf(kind, after);
  const written = [...now].filter(
    ([path, leaf]) =>
      !old.has(path) || !isSameJson(old.get(path)?.value, leaf.value),
  );
  const removed = [...old].filter(([path]) => !now.has(path));
  const pathsIn = (leaves: [string, Leaf][]) =>
    setOfPaths(leaves.map(([, leaf]) => leaf.path));
  return { written: pathsIn(written), removed: pathsIn(removed) };
}

/** Writes down an update: what changed belongs to the manager from now on and to nobody else. */
export function recordUpdate(options: {
  kind: KindDefinition;
  before: KubernetesObject | undefined;
  after: KubernetesObject;
  owner: Omit<Ownership, 'fields'>;
}): KubernetesObject {
  const { kind, before, after, owner } = options;
  const { written, removed } = changesBetween(kind, before, after);
  const known = ownershipsOf(before);
  if (isEmptySet(written) && isEmptySet(removed))
    return withOwnerships(after, known);
  const taken = union(written, removed);
  const kept = known.map(other =>
    isSameOwner(other, owner)
      ? { ...other, fields: difference(other.fields, removed) }
      : { ...other, fields: difference(other.fields, taken) },
  );
  const own = kept.find(other => isSameOwner(other, owner));
  const next = {
    ...owner,
    fields: union(own?.fields ?? setOfPaths([]), written),
  };
  return withOwnerships(after, [...kept.filter(other => other !== own), next]);
}

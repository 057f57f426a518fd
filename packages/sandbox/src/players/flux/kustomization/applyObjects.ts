import type { ClusterClient, KubernetesObject } from '../../../kubernetes';
import { KindCatalog } from '../../../kubernetes/kinds';
import { isStatusError } from '../../../kubernetes/StatusError';
import { keyOfEntry, inventoryEntry } from './inventory';
import type { InventoryEntry } from '../fluxObjects';

const manager = 'kustomize-controller';
const group = 'kustomize.toolkit.fluxcd.io';
const catalog = new KindCatalog();

/** An apply that the API refused. */
export class ApplyError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ApplyError';
  }
}

/** Whose objects these are. */
export interface Owner {
  readonly name: string;
  readonly namespace: string;
}

/** Applies objects by server-side apply, definitions before what needs them; answers inventory and changes. */
export function applyObjects(
  client: ClusterClient,
  objects: readonly KubernetesObject[],
  owner: Owner,
): { entries: InventoryEntry[]; changes: string[] } {
  const changes: string[] = [];
  const entries: InventoryEntry[] = [];
  for (const object of [...objects].sort(byStage)) {
    const owned = withOwner(object, owner);
    const change = applyOne(client, owned);
    entries.push(inventoryEntry(owned));
    if (change) changes.push(`${describe(owned)} ${change}`);
  }
  return {
    entries: entries.sort((left, right) => (left.id < right.id ? -1 : 1)),
    changes,
  };
}

function byStage(left: KubernetesObject, right: KubernetesObject): number {
  const rank = ({ kind }: KubernetesObject) => (kind === 'Namespace' ? 0 : 1);
  return rank(left) - rank(right);
}

function withOwner(object: KubernetesObject, owner: Owner): KubernetesObject {
  const labels = {
    ...object.metadata.labels,
    [`${group}/name`]: owner.name,
    [`${group}/namespace`]: owner.namespace,
  };
  return { ...object, metadata: { ...object.metadata, labels } };
}

function describe({ kind, metadata }: KubernetesObject): string {
  return [kind, metadata.namespace, metadata.name].filter(Boolean).join('/');
}

function applyOne(
  client: ClusterClient,
  object: KubernetesObject,
): 'created' | 'configured' | undefined {
  const kind = catalog.kindOf(object.apiVersion, object.kind);
  if (!kind) {
    throw new ApplyError(
      `${describe(object)} dry-run failed: no matches for kind "${
        object.kind
      }" in version "${object.apiVersion}"`,
    );
  }
  if (kind.namespaced && !object.metadata.namespace) {
    throw new ApplyError(
      `${describe(
        object,
      )} namespace not specified: the server could not find the requested resource`,
    );
  }
  const key = {
    kind: object.kind,
    namespace: object.metadata.namespace,
    name: object.metadata.name,
  };
  const live = client.get(key);
  const annotations = {
    ...live?.metadata.annotations,
    ...object.metadata.annotations,
  };
  const mode = annotations[`${group}/ssa`];
  const isLeft =
    annotations[`${group}/reconcile`] === 'disabled' ||
    mode === 'Ignore' ||
    (mode === 'IfNotPresent' && live);
  if (isLeft) return undefined;
  try {
    const applied = client.patch(key, object, {
      type: 'apply',
      manager,
      force: true,
    });
    if (!live) return 'created';
    return live.metadata.resourceVersion === applied.metadata.resourceVersion
      ? undefined
      : 'configured';
  } catch (error) {
    if (!isStatusError(error)) throw error;
    throw new ApplyError(
      `${describe(object)} dry-run failed (${error.reason}): ${error.message}`,
    );
  }
}

/** Deletes what the inventory names and no longer should; objects of others and protected ones stay. */
export function pruneObjects(
  client: ClusterClient,
  entries: readonly InventoryEntry[],
  owner: Owner,
): string[] {
  const pruned: string[] = [];
  for (const entry of entries) {
    const key = keyOfEntry(entry);
    const live = catalog.kindNamed(key.kind) ? client.get(key) : undefined;
    if (!live || live.metadata.deletionTimestamp) continue;
    const { labels, annotations } = live.metadata;
    const isOwned =
      labels?.[`${group}/name`] === owner.name &&
      labels?.[`${group}/namespace`] === owner.namespace;
    const isKept =
      annotations?.[`${group}/prune`] === 'disabled' ||
      annotations?.[`${group}/reconcile`] === 'disabled';
    if (!isOwned || isKept) continue;
    client.delete(key);
    pruned.push(`${describe(live)} deleted`);
  }
  return pruned;
}

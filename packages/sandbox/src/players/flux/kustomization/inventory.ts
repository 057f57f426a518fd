import type { KubernetesObject, ObjectKey } from '../../../kubernetes';
import { splitApiVersion } from '../../../kubernetes/kinds';
import type { HistoryEntry, InventoryEntry } from '../fluxObjects';

const maxHistory = 5;

/** How an inventory names an object: `<namespace>_<name>_<group>_<kind>`, a `:` of the name doubled to `__`. */
export function inventoryEntry({
  apiVersion,
  kind,
  metadata,
}: KubernetesObject): InventoryEntry {
  const { group, version } = splitApiVersion(apiVersion);
  const name = metadata.name.replaceAll(':', '__');
  return {
    id: `${metadata.namespace ?? ''}_${name}_${group}_${kind}`,
    v: version,
  };
}

/** The object that an entry names. */
export function keyOfEntry({ id }: InventoryEntry): ObjectKey {
  const parts = id.split('_');
  const [namespace] = parts;
  const name = parts.slice(1, -2).join('_').replaceAll('__', ':');
  return {
    kind: parts[parts.length - 1],
    name,
    ...(namespace && { namespace }),
  };
}

/** Counts an outcome: the same digest with the same status is one entry, which comes to the front. */
export function upsertHistory(
  history: readonly HistoryEntry[] | undefined,
  outcome: Pick<
    HistoryEntry,
    'digest' | 'lastReconciledStatus' | 'lastReconciledDuration' | 'metadata'
  > & { time: string },
): HistoryEntry[] {
  const { time, ...entry } = outcome;
  const isSame = (other: HistoryEntry) =>
    other.digest === entry.digest &&
    other.lastReconciledStatus === entry.lastReconciledStatus;
  const known = history?.find(isSame);
  const next: HistoryEntry = {
    ...entry,
    firstReconciled: known?.firstReconciled ?? time,
    lastReconciled: time,
    totalReconciliations: (known?.totalReconciliations ?? 0) + 1,
  };
  return [next, ...(history ?? []).filter(other => other !== known)].slice(
    0,
    maxHistory,
  );
}

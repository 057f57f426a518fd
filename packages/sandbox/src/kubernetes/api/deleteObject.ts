import { fieldAt } from '../fieldPath';
import type { KubernetesObject } from '../KubernetesObject';
import { StatusError } from '../StatusError';
import { timestampOf } from '../timestamps';
import { type ApiContext, readObject, type Target } from './ApiContext';

/** What a client may say about a deletion. */
export interface DeleteRequest {
  readonly propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: {
    readonly uid?: string;
    readonly resourceVersion?: string;
  };
  readonly isDryRun?: boolean;
}

const foregroundFinalizer = 'foregroundDeletion';
const orphanFinalizer = 'orphan';

/** Deletes an object; answers it, and whether it is gone already (finalizers and kubelets take their time). */
export function deleteObject(
  context: ApiContext,
  target: Target,
  request: DeleteRequest,
): { object: KubernetesObject; isGone: boolean } {
  const { kind } = target;
  const live = readObject(context, target);
  checkPreconditions(target, live, request);
  const graceSeconds = gracePeriodOf(live, request);
  const finalizers = finalizersFor(live, request);
  const isGone =
    finalizers.length === 0 && graceSeconds === 0 && kind.kind !== 'Namespace';
  if (request.isDryRun) return { object: live, isGone };
  if (isGone) {
    const removed = context.store.remove(
      kind.kind,
      target.namespace,
      target.name,
    );
    return { object: removed ?? live, isGone };
  }
  return {
    object: markDeleted(context, target, live, { graceSeconds, finalizers }),
    isGone,
  };
}

function checkPreconditions(
  { kind, name }: Target,
  live: KubernetesObject,
  { preconditions }: DeleteRequest,
): void {
  const { uid, resourceVersion } = live.metadata;
  if (preconditions?.uid && preconditions.uid !== uid) {
    const why = `Precondition failed: UID in precondition: ${preconditions.uid}, UID in object meta: ${uid}`;
    throw StatusError.conflict(kind, name, why);
  }
  if (
    preconditions?.resourceVersion &&
    preconditions.resourceVersion !== resourceVersion
  ) {
    const why = `Precondition failed: ResourceVersion in precondition: ${preconditions.resourceVersion}, ResourceVersion in object meta: ${resourceVersion}`;
    throw StatusError.conflict(kind, name, why);
  }
}

/** Only a pod on a node has somebody who ends it gracefully. */
function gracePeriodOf(live: KubernetesObject, request: DeleteRequest): number {
  if (live.kind !== 'Pod' || !fieldAt(live, 'spec.nodeName')) return 0;
  return (
    request.gracePeriodSeconds ??
    Number(fieldAt(live, 'spec.terminationGracePeriodSeconds') ?? 30)
  );
}

function finalizersFor(
  live: KubernetesObject,
  { propagationPolicy }: DeleteRequest,
): string[] {
  const own = (live.metadata.finalizers ?? []).filter(
    name => name !== foregroundFinalizer && name !== orphanFinalizer,
  );
  if (propagationPolicy === 'Foreground') return [...own, foregroundFinalizer];
  if (propagationPolicy === 'Orphan') return [...own, orphanFinalizer];
  return own;
}

function markDeleted(
  context: ApiContext,
  { kind }: Target,
  live: KubernetesObject,
  { graceSeconds, finalizers }: { graceSeconds: number; finalizers: string[] },
): KubernetesObject {
  const isMarked = live.metadata.deletionTimestamp !== undefined;
  const sameFinalizers =
    (live.metadata.finalizers ?? []).join() === finalizers.join();
  if (
    isMarked &&
    sameFinalizers &&
    (live.metadata.deletionGracePeriodSeconds ?? 0) <= graceSeconds
  )
    return live;
  const end = new Date(context.now().getTime() + graceSeconds * 1000);
  const { generation } = live.metadata;
  const metadata = {
    ...live.metadata,
    deletionTimestamp: live.metadata.deletionTimestamp ?? timestampOf(end),
    deletionGracePeriodSeconds: graceSeconds,
    ...(finalizers.length > 0 && { finalizers }),
    ...(generation !== undefined &&
      !isMarked && { generation: generation + 1 }),
  };
  const marked: KubernetesObject = { ...live, metadata };
  if (kind.kind === 'Namespace') marked.status = { phase: 'Terminating' };
  return context.store.put(kind.kind, marked);
}

import { createHash } from 'node:crypto';
import type { Player, PlayerContext } from '../PlayerContext';
import { WorkQueue } from '../WorkQueue';
import type { Pod, PodSpec, PodTemplate, ReplicaSet } from './objects';
import { controllerName, isPodReady, keyOf, ownedBy } from './objects';

/** What admission does to a pod before it is stored: KServe injects the modelcar here. */
export type PodAdmission = (template: PodTemplate) => {
  annotations?: Record<string, string>;
  spec: PodSpec;
};

const MANAGER = 'kube-controller-manager';

/** Plays the ReplicaSet controller: as many pods as asked for, and their count in the status. */
export function startReplicaSets(
  context: PlayerContext,
  admit: PodAdmission,
): Player {
  const { client } = context;
  const queue = new WorkQueue({
    ...context,
    name: 'ReplicaSet',
    retryMs: context.timing.backOffMs,
    work: key => reconcile(key),
  });
  const unwatch = [
    client.watch<ReplicaSet>('ReplicaSet', ({ object }) =>
      queue.add(keyOf(object)),
    ),
    client.watch<Pod>('Pod', ({ object }) => {
      const owner = controllerName(object, 'ReplicaSet');
      if (owner) queue.add(`${object.metadata.namespace}/${owner}`);
    }),
  ];

  function reconcile(key: string): void {
    const [namespace, name] = key.split('/');
    const replicaSet = client.get<ReplicaSet>({
      kind: 'ReplicaSet',
      namespace,
      name,
    });
    if (!replicaSet?.spec || replicaSet.metadata.deletionTimestamp) return;
    const pods = client
      .list<Pod>('Pod', { namespace })
      .filter(
        pod =>
          controllerName(pod, 'ReplicaSet') === name &&
          !pod.metadata.deletionTimestamp,
      );
    const missing = replicaSet.spec.replicas - pods.length;
    for (let i = 0; i < missing; i++) createPod(replicaSet);
    // the ones that do not serve go first
    const surplus = [...pods].sort(
      (a, b) => Number(isPodReady(a)) - Number(isPodReady(b)),
    );
    for (const pod of surplus.slice(0, Math.max(0, -missing))) {
      client.delete({ kind: 'Pod', namespace, name: pod.metadata.name });
    }
    writeStatus(
      replicaSet,
      replicaSet.spec.replicas,
      pods.filter(isPodReady).length,
    );
  }

  function createPod(replicaSet: ReplicaSet): void {
    const template = replicaSet.spec!.template;
    const admitted = admit(template);
    const prefix = `${replicaSet.metadata.name}-`;
    client.create<Pod>(
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name: '',
          generateName: prefix,
          namespace: replicaSet.metadata.namespace,
          labels: template.metadata.labels,
          annotations: {
            ...template.metadata.annotations,
            ...admitted.annotations,
          },
          ownerReferences: ownedBy(replicaSet),
        },
        spec: admitted.spec,
      },
      { manager: MANAGER },
    );
  }

  function writeStatus(
    replicaSet: ReplicaSet,
    replicas: number,
    ready: number,
  ): void {
    const status = {
      fullyLabeledReplicas: replicas,
      observedGeneration: replicaSet.metadata.generation,
      replicas,
      ...(ready > 0 ? { readyReplicas: ready, availableReplicas: ready } : {}),
    };
    if (JSON.stringify(status) === JSON.stringify(replicaSet.status)) return;
    client.update(
      { ...replicaSet, status },
      { manager: MANAGER, subresource: 'status' },
    );
  }

  return {
    stop() {
      queue.stop();
      for (const end of unwatch) end();
    },
  };
}

const HASH_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** `pod-template-hash`: ten letters of Kubernetes' safe alphabet that change with the template. */
export function hashTemplate(template: PodTemplate): string {
  const bytes = createHash('sha256').update(JSON.stringify(template)).digest();
  return [...bytes.subarray(0, 10)]
    .map(byte => HASH_ALPHABET[byte % HASH_ALPHABET.length])
    .join('');
}

import type { Player, PlayerContext } from '../PlayerContext';
import { WorkQueue } from '../WorkQueue';
import { setCondition } from './conditions';
import type { Condition, Deployment, ReplicaSet } from './objects';
import { controllerName, keyOf, ownedBy } from './objects';
import { hashTemplate } from './replicaSets';

const MANAGER = 'kube-controller-manager';
const REVISION = 'deployment.kubernetes.io/revision';

/**
 * Plays the Deployment controller with the default strategy at small scale: a new ReplicaSet comes up in full, then the
 * old ones go, so that one is always available.
 */
export function startDeployments(context: PlayerContext): Player {
  const { client } = context;
  const queue = new WorkQueue({
    ...context,
    name: 'Deployment',
    retryMs: context.timing.backOffMs,
    work: key => reconcile(key),
  });
  const unwatch = [
    client.watch<Deployment>('Deployment', ({ object }) =>
      queue.add(keyOf(object)),
    ),
    client.watch<ReplicaSet>('ReplicaSet', ({ object }) => {
      const owner = controllerName(object, 'Deployment');
      if (owner) queue.add(`${object.metadata.namespace}/${owner}`);
    }),
  ];

  function reconcile(key: string): void {
    const [namespace, name] = key.split('/');
    const deployment = client.get<Deployment>({
      kind: 'Deployment',
      namespace,
      name,
    });
    if (!deployment?.spec || deployment.metadata.deletionTimestamp) return;
    const all = client
      .list<ReplicaSet>('ReplicaSet', { namespace })
      .filter(replicaSet => controllerName(replicaSet, 'Deployment') === name);
    const hash = hashTemplate(deployment.spec.template);
    const current = all.find(
      ({ metadata }) => metadata.labels?.['pod-template-hash'] === hash,
    );
    const active =
      current ?? createReplicaSet(deployment, hash, nextRevision(all));
    const revision = active.metadata.annotations?.[REVISION] ?? '1';
    setRevision(deployment, revision);
    scale(active, deployment.spec.replicas);
    const available = active.status?.availableReplicas ?? 0;
    const old = all.filter(
      replicaSet => replicaSet.metadata.name !== active.metadata.name,
    );
    if (available >= deployment.spec.replicas)
      old.forEach(replicaSet => scale(replicaSet, 0));
    writeStatus(deployment, active, old);
  }

  function createReplicaSet(
    deployment: Deployment,
    hash: string,
    revision: number,
  ): ReplicaSet {
    const { template, selector, replicas } = deployment.spec!;
    const labels = { ...template.metadata.labels, 'pod-template-hash': hash };
    return client.create<ReplicaSet>(
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: {
          name: `${deployment.metadata.name}-${hash}`,
          namespace: deployment.metadata.namespace,
          labels,
          annotations: {
            ...deployment.metadata.annotations,
            'deployment.kubernetes.io/desired-replicas': String(replicas),
            'deployment.kubernetes.io/max-replicas': String(replicas + 1),
            [REVISION]: String(revision),
          },
          ownerReferences: ownedBy(deployment),
        },
        spec: {
          replicas,
          selector: {
            matchLabels: { ...selector.matchLabels, 'pod-template-hash': hash },
          },
          template: { ...template, metadata: { ...template.metadata, labels } },
        },
      },
      { manager: MANAGER },
    );
  }

  function scale(replicaSet: ReplicaSet, replicas: number): void {
    if (replicaSet.spec?.replicas === replicas) return;
    const { namespace, name } = replicaSet.metadata;
    client.patch(
      { kind: 'ReplicaSet', namespace, name },
      { spec: { replicas } },
      { type: 'merge', manager: MANAGER },
    );
  }

  function setRevision(deployment: Deployment, revision: string): void {
    if (deployment.metadata.annotations?.[REVISION] === revision) return;
    const { namespace, name } = deployment.metadata;
    client.patch(
      { kind: 'Deployment', namespace, name },
      { metadata: { annotations: { [REVISION]: revision } } },
      { type: 'merge', manager: MANAGER },
    );
  }

  function writeStatus(
    seen: Deployment,
    active: ReplicaSet,
    old: readonly ReplicaSet[],
  ): void {
    const { namespace, name } = seen.metadata;
    const deployment = client.get<Deployment>({
      kind: 'Deployment',
      namespace,
      name,
    });
    if (!deployment) return;
    const status = describeRollout(
      deployment,
      active,
      old,
      context
        .now()
        .toISOString()
        .replace(/\.\d+Z$/, 'Z'),
    );
    if (JSON.stringify(status) === JSON.stringify(deployment.status)) return;
    client.update(
      { ...deployment, status },
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

function nextRevision(replicaSets: readonly ReplicaSet[]): number {
  const revisions = replicaSets.map(({ metadata }) =>
    Number(metadata.annotations?.[REVISION] ?? 0),
  );
  return Math.max(0, ...revisions) + 1;
}

function describeRollout(
  deployment: Deployment,
  active: ReplicaSet,
  old: readonly ReplicaSet[],
  now: string,
): NonNullable<Deployment['status']> {
  const desired = deployment.spec!.replicas;
  const all = [active, ...old];
  const sum = (field: 'replicas' | 'availableReplicas') =>
    all.reduce(
      (total, replicaSet) => total + (replicaSet.status?.[field] ?? 0),
      0,
    );
  const available = sum('availableReplicas');
  // once a roll-out is complete, a pod that fails later does not undo it
  const complete = progress(active.metadata.name, true);
  const isComplete =
    (active.status?.availableReplicas ?? 0) >= desired ||
    (deployment.status?.conditions ?? []).some(
      ({ message }) => message === complete.message,
    );
  let conditions = deployment.status?.conditions;
  for (const condition of [
    availability(available >= desired),
    progress(active.metadata.name, isComplete),
  ]) {
    conditions = setCondition(
      conditions,
      { ...condition, lastUpdateTime: updateTime(conditions, condition, now) },
      now,
    );
  }
  return {
    observedGeneration: deployment.metadata.generation,
    replicas: sum('replicas'),
    updatedReplicas: active.status?.replicas ?? 0,
    ...(available > 0
      ? { readyReplicas: available, availableReplicas: available }
      : {}),
    ...(available < desired
      ? { unavailableReplicas: desired - available }
      : {}),
    conditions,
  };
}

function availability(isAvailable: boolean): Condition {
  return isAvailable
    ? {
        type: 'Available',
        status: 'True',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      }
    : {
        type: 'Available',
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      };
}

function progress(replicaSet: string, isComplete: boolean): Condition {
  return isComplete
    ? {
        type: 'Progressing',
        status: 'True',
        reason: 'NewReplicaSetAvailable',
        message: `ReplicaSet "${replicaSet}" has successfully progressed.`,
      }
    : {
        type: 'Progressing',
        status: 'True',
        reason: 'ReplicaSetUpdated',
        message: `ReplicaSet "${replicaSet}" is progressing.`,
      };
}

function updateTime(
  conditions: readonly Condition[] | undefined,
  next: Condition,
  now: string,
): string {
  const previous = conditions?.find(({ type }) => type === next.type);
  const isSame =
    previous?.reason === next.reason && previous?.message === next.message;
  return (isSame && previous?.lastUpdateTime) || now;
}

import type { KubernetesObject } from '../kubernetes';
import type { FaultBoard } from './FaultBoard';
import type { Player, PlayerContext } from './PlayerContext';

const manager = 'reports-controller';

/**
 * Plays an admission engine that reports and turns nothing away: while `policy:<model>` is broken, Kyverno's policy
 * `signed-models` refuses the model in a PolicyReport about its InferenceService. Nothing is verified here.
 */
export function startReports(
  { client, now }: PlayerContext,
  { faults }: { readonly faults: FaultBoard },
): Player {
  const update = (service: KubernetesObject) => {
    const { name, namespace = '', uid = '' } = service.metadata;
    const key = { kind: 'PolicyReport', namespace, name: uid };
    const isRefused = faults.find('policy', name, namespace) !== undefined;
    const isReported = client.get(key) !== undefined;
    if (isRefused && !isReported) {
      client.create(refusalOf(service, now()), { manager });
    }
    if (!isRefused && isReported) client.delete(key);
  };
  const unwatch = client.watch('InferenceService', ({ type, object }) => {
    // What reports on an object goes with it: it is its owner.
    if (type !== 'DELETED' && !object.metadata.deletionTimestamp) {
      update(object);
    }
  });
  const unlisten = faults.onChange(({ kind, service }) => {
    if (kind !== 'policy') return;
    client
      .list('InferenceService')
      .filter(({ metadata }) => metadata.name === service)
      .forEach(update);
  });
  return {
    stop: () => {
      unwatch();
      unlisten();
    },
  };
}

/** As Kyverno 1.19 writes it for an ImageValidatingPolicy. */
function refusalOf(service: KubernetesObject, now: Date): KubernetesObject {
  const { apiVersion, kind, metadata } = service;
  const { name, namespace, uid = '' } = metadata;
  return {
    apiVersion: 'wgpolicyk8s.io/v1alpha2',
    kind: 'PolicyReport',
    metadata: {
      name: uid,
      namespace,
      labels: { 'app.kubernetes.io/managed-by': 'kyverno' },
      ownerReferences: [{ apiVersion, kind, name, uid }],
    },
    scope: { apiVersion, kind, name, namespace: namespace ?? '', uid },
    results: [
      {
        source: 'KyvernoImageValidatingPolicy',
        policy: 'signed-models',
        rule: 'signed-models',
        result: 'fail',
        message: 'the model is not signed with the key of the team',
        properties: { process: 'background scan' },
        scored: true,
        timestamp: { nanos: 0, seconds: Math.floor(now.getTime() / 1000) },
      },
    ],
    summary: { error: 0, fail: 1, pass: 0, skip: 0, warn: 0 },
  };
}

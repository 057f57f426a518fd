import type { PodLogs } from '../../kubernetes';
import { EventRecorder } from '../EventRecorder';
import type { FaultBoard } from '../FaultBoard';
import type { Player, PlayerContext } from '../PlayerContext';
import { ImageStore } from './ImageStore';
import { nodeName, registerNode } from './node';
import { type KubeletPod, serviceOf } from './podObjects';
import { PodScheduler } from './PodScheduler';
import { PodWorker } from './PodWorker';

/** Plays the scheduler and the kubelet of a cluster's one node. */
export function startKubelet(
  context: PlayerContext,
  options: {
    registry: { url: string; host: string };
    faults: FaultBoard;
    podLogs: PodLogs;
  },
): Player {
  const { client, now, log } = context;
  const { faults, podLogs } = options;
  registerNode(
    client,
    now()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z'),
  );
  const recorder = (component: string) =>
    new EventRecorder({ client, now, component });
  const scheduler = new PodScheduler(
    context,
    recorder('default-scheduler'),
    faults,
  );
  const parts = {
    context,
    images: new ImageStore(options.registry),
    events: recorder('kubelet'),
    faults,
    podLogs,
  };
  const workers = new Map<string, PodWorker>();
  const ending = new Set<string>();

  const fail = (pod: KubeletPod) => (error: unknown) =>
    log(
      `kubelet, pod ${pod.metadata.namespace}/${pod.metadata.name}: ${
        error instanceof Error ? error.message : error
      }`,
    );

  const onPod = (pod: KubeletPod) => {
    const { uid = '', deletionTimestamp } = pod.metadata;
    const worker = workers.get(uid);
    if (deletionTimestamp) {
      workers.delete(uid);
      // Without a worker (after a restart) one is made just to end the pod.
      if (worker || !ending.has(uid)) {
        ending.add(uid);
        (worker ?? new PodWorker(parts, pod)).terminate().catch(fail(pod));
      }
    } else if (!worker) {
      const started = new PodWorker(parts, pod);
      workers.set(uid, started);
      started.start().catch(fail(pod));
    }
  };
  const unwatch = client.watch<KubeletPod>('Pod', ({ type, object }) => {
    if (object.spec?.nodeName !== nodeName) return;
    if (type !== 'DELETED') onPod(object);
    else {
      const { uid = '' } = object.metadata;
      workers.get(uid)?.stop();
      workers.delete(uid);
      ending.delete(uid);
    }
  });

  const unsubscribe = faults.onChange((fault, isBroken) => {
    // Who only reports turns no pod away.
    if (fault.kind === 'policy') return;
    const pods = client
      .list<KubeletPod>('Pod', { namespace: fault.namespace })
      .filter(
        pod =>
          serviceOf(pod) === fault.service && !pod.metadata.deletionTimestamp,
      );
    for (const { metadata } of pods) {
      const worker = workers.get(metadata.uid ?? '');
      if (!isBroken) worker?.wake();
      else if (fault.kind === 'crash') worker?.crash();
      // What is up does not pull, load or look for a place: its replacement does.
      else
        client.delete({
          kind: 'Pod',
          namespace: metadata.namespace,
          name: metadata.name,
        });
    }
  });

  return {
    stop() {
      scheduler.stop();
      unwatch();
      unsubscribe();
      for (const worker of workers.values()) worker.stop();
      workers.clear();
    },
  };
}

import type { EventRecorder } from '../EventRecorder';
import type { FaultBoard } from '../FaultBoard';
import type { PlayerContext } from '../PlayerContext';
import { WorkQueue } from '../WorkQueue';
import { keyOf } from '../workloads';
import { lackFor, nodeName } from './node';
import { type KubeletPod, serviceOf } from './podObjects';
import { qosClassOf, withTransitions } from './podStatus';

type Requests = { requests?: Record<string, string> };

const manager = 'kube-scheduler';

/** Gives pods their place on the node, or says why there is none. */
export class PodScheduler {
  private readonly queue: WorkQueue;
  private readonly stops: (() => void)[];

  constructor(
    private readonly context: PlayerContext,
    private readonly events: EventRecorder,
    private readonly faults: FaultBoard,
  ) {
    this.queue = new WorkQueue({
      ...context,
      name: 'scheduler',
      retryMs: context.timing.backOffMs,
      work: key => this.schedule(key),
    });
    this.stops = [
      context.client.watch<KubeletPod>('Pod', ({ type, object }) => {
        if (type === 'ADDED' && !object.spec?.nodeName)
          this.queue.addAfter(keyOf(object), context.timing.scheduleMs);
      }),
      faults.onChange((fault, isBroken) => {
        if (fault.kind === 'schedule' && !isBroken) this.retryAll();
      }),
    ];
  }

  stop(): void {
    this.queue.stop();
    this.stops.forEach(stop => stop());
  }

  private retryAll(): void {
    for (const pod of this.context.client.list<KubeletPod>('Pod'))
      if (!pod.spec?.nodeName) this.queue.add(keyOf(pod));
  }

  private schedule(key: string): void {
    const [namespace, name] = key.split('/');
    const pod = this.context.client.get<KubeletPod>({
      kind: 'Pod',
      namespace,
      name,
    });
    if (!pod?.spec || pod.spec.nodeName || pod.metadata.deletionTimestamp)
      return;
    const why = this.refusalOf(pod);
    if (why) this.refuse(pod, why);
    else this.bind(pod);
  }

  private refusalOf(pod: KubeletPod): string | undefined {
    const fault = this.faults.find(
      'schedule',
      serviceOf(pod),
      pod.metadata.namespace,
    );
    if (fault) {
      const usual = '1 node(s) had untolerated taint {waybill.dev/broken: }';
      return `0/1 nodes are available: ${
        fault.message ?? usual
      }. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.`;
    }
    return lackFor(
      (pod.spec?.containers ?? []).map(
        ({ resources }) => (resources as Requests | undefined)?.requests ?? {},
      ),
    );
  }

  private refuse(pod: KubeletPod, message: string): void {
    const time = this.time();
    const conditions = withTransitions(pod.status?.conditions, time, [
      {
        type: 'PodScheduled',
        status: 'False',
        reason: 'Unschedulable',
        message,
        lastProbeTime: null,
      },
    ]);
    const status = {
      ...pod.status,
      phase: 'Pending',
      conditions,
      qosClass: qosClassOf(pod),
    };
    this.context.client.update<KubeletPod>(
      { ...pod, status },
      { manager, subresource: 'status' },
    );
    this.events.report(pod, {
      type: 'Warning',
      reason: 'FailedScheduling',
      message,
    });
    this.queue.addAfter(keyOf(pod), this.context.timing.backOffMs);
  }

  private bind(pod: KubeletPod): void {
    const { client } = this.context;
    const { namespace, name } = pod.metadata;
    const conditions = withTransitions(pod.status?.conditions, this.time(), [
      { type: 'PodScheduled', status: 'True', lastProbeTime: null },
    ]);
    const status = {
      ...pod.status,
      phase: 'Pending',
      conditions,
      qosClass: qosClassOf(pod),
    };
    client.update<KubeletPod>(
      { ...pod, status },
      { manager, subresource: 'status' },
    );
    // Last, since from then on the pod is the kubelet's.
    client.patch<KubeletPod>(
      { kind: 'Pod', namespace, name },
      { spec: { nodeName } },
      { type: 'merge', manager },
    );
    this.events.report(pod, {
      type: 'Normal',
      reason: 'Scheduled',
      message: `Successfully assigned ${namespace}/${name} to ${nodeName}`,
    });
  }

  private time(): string {
    return this.context
      .now()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z');
  }
}

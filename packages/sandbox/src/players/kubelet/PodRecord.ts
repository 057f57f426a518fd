import type { PodLogs } from '../../kubernetes';
import type { EventRecorder } from '../EventRecorder';
import type { Fault, FaultBoard, FaultKind } from '../FaultBoard';
import type { PlayerContext } from '../PlayerContext';
import type { ImageStore } from './ImageStore';
import {
  type KubeletContainerStatus,
  type KubeletPod,
  serviceOf,
} from './podObjects';
import { newRun, type PodRun, statusOf } from './podStatus';

/** What the workers of one node share. */
export interface KubeletParts {
  readonly context: PlayerContext;
  readonly images: ImageStore;
  readonly events: EventRecorder;
  readonly faults: FaultBoard;
  readonly podLogs: PodLogs;
}

const manager = 'kubelet';

/** What the kubelet knows of one pod, and how it tells: status, events, logs. */
export class PodRecord {
  private run: PodRun;

  constructor(
    private readonly parts: KubeletParts,
    private pod: KubeletPod,
    private readonly signal: AbortSignal,
  ) {
    this.run = adoptedRun(pod) ?? newRun(pod, this.time());
  }

  get spec(): KubeletPod['spec'] {
    return this.pod.spec;
  }

  get metadata(): KubeletPod['metadata'] {
    return this.pod.metadata;
  }

  /** The model that the pod serves, or the pod itself. */
  get service(): string {
    return serviceOf(this.pod) ?? this.pod.metadata.name;
  }

  get containers(): readonly KubeletContainerStatus[] {
    return this.run.containers;
  }

  fault(kind: FaultKind): Fault | undefined {
    const { namespace } = this.pod.metadata;
    return this.parts.faults.find(kind, serviceOf(this.pod), namespace);
  }

  statusNamed(name: string): KubeletContainerStatus {
    const all = [...this.run.initContainers, ...this.run.containers];
    const found = all.find(status => status.name === name);
    if (!found) {
      throw new Error(
        `pod ${this.pod.metadata.name} has no container ${name}: was it changed after it started?`,
      );
    }
    return found;
  }

  /** Changes a container's status and writes the pod's. */
  set(name: string, change: Partial<KubeletContainerStatus>): void {
    this.note(name, change);
    this.write();
  }

  /** Changes a container's status; it is written with the next change. */
  note(name: string, change: Partial<KubeletContainerStatus>): void {
    const changed = (statuses: readonly KubeletContainerStatus[]) =>
      statuses.map(status =>
        status.name === name ? { ...status, ...change } : status,
      );
    this.run = {
      ...this.run,
      initContainers: changed(this.run.initContainers),
      containers: changed(this.run.containers),
    };
  }

  write(): void {
    const { client } = this.parts.context;
    const { namespace, name, uid } = this.pod.metadata;
    const live = client.get<KubeletPod>({ kind: 'Pod', namespace, name });
    if (live?.metadata.uid !== uid || !live || this.signal.aborted) return;
    const status = statusOf(live, this.run, this.time());
    this.pod = client.update<KubeletPod>(
      { ...live, status },
      { manager, subresource: 'status' },
    );
  }

  report(
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    container: string,
  ): void {
    const inits = this.pod.spec?.initContainers ?? [];
    const isInit = inits.some(({ name }) => name === container);
    const fieldPath = `spec.${
      isInit ? 'initContainers' : 'containers'
    }{${container}}`;
    this.parts.events.report(this.pod, { type, reason, message, fieldPath });
  }

  print(container: string, lines: readonly string[]): void {
    const time = this.parts.context.now().toISOString();
    for (const text of lines) {
      this.parts.podLogs.append(this.logKey(container), { time, text });
    }
  }

  /** What the container printed so far belongs to its last run. */
  restartLog(container: string): void {
    this.parts.podLogs.restart(this.logKey(container));
  }

  time(): string {
    return this.parts.context
      .now()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z');
  }

  private logKey(container: string) {
    const { namespace = 'default', name } = this.pod.metadata;
    return { namespace, pod: name, container };
  }
}

/** After a restart of the sandbox a pod that was up stays up; one that was not begins anew. */
function adoptedRun(pod: KubeletPod): PodRun | undefined {
  const {
    containerStatuses = [],
    initContainerStatuses = [],
    startTime,
    phase,
  } = pod.status ?? {};
  const isUp =
    phase === 'Running' &&
    containerStatuses.every(({ ready, state }) => ready && state.running);
  if (!isUp || typeof startTime !== 'string') return undefined;
  return {
    startTime,
    initContainers: initContainerStatuses,
    containers: containerStatuses,
  };
}

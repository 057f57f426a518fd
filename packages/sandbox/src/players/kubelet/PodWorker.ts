import type { PodLogs } from '../../kubernetes';
import type { EventRecorder } from '../EventRecorder';
import type { FaultBoard, FaultKind } from '../FaultBoard';
import type { PlayerContext } from '../PlayerContext';
import type { Container } from '../workloads';
import { ImagePullError, type ImageStore, type PulledImage } from './ImageStore';
import { isModelServer, type KubeletContainerStatus, type KubeletPod, serviceOf } from './podObjects';
import { newRun, type PodRun, statusOf } from './podStatus';
import { crashLines, loadedLines, loadFailureLines, modelcarLines, startingLines } from './serverLog';

/** What the workers of one node share. */
export interface KubeletParts {
  readonly context: PlayerContext;
  readonly images: ImageStore;
  readonly events: EventRecorder;
  readonly faults: FaultBoard;
  readonly podLogs: PodLogs;
}

const manager = 'kubelet';
const maxBackOffFactor = 8;

/** Brings one pod up and keeps it up: pulls, init containers, containers, restarts; ends when the pod does. */
export class PodWorker {
  private readonly abort = new AbortController();
  private run: PodRun;
  private readonly wakes = new Set<() => void>();
  private readonly crashes = new Map<string, () => void>();

  constructor(
    private readonly parts: KubeletParts,
    private pod: KubeletPod,
  ) {
    this.run = adoptedRun(pod) ?? newRun(pod, this.time());
  }

  /** Runs until the pod is stopped. */
  async start(): Promise<void> {
    try {
      this.write();
      for (const container of this.pod.spec?.initContainers ?? []) await this.runInit(container);
      await Promise.all((this.pod.spec?.containers ?? []).map(container => this.keepRunning(container)));
    } catch (error) {
      if (!this.abort.signal.aborted) throw error;
    }
  }

  stop(): void {
    this.abort.abort();
    this.wake();
  }

  /** Ends waiting for the next try: something may have been mended. */
  wake(): void {
    for (const wake of this.wakes) wake();
  }

  /** The model server dies now, when it runs. */
  crash(): void {
    for (const crash of this.crashes.values()) crash();
  }

  /** The pod is to end: its containers are told, and after their grace it is gone. */
  async terminate(): Promise<void> {
    this.stop();
    for (const { name, state } of this.run.containers) {
      if (state.running) this.report('Normal', 'Killing', `Stopping container ${name}`, name);
    }
    await new Promise<void>(resolve => {
      this.parts.context.tick(resolve, this.parts.context.timing.terminateMs);
    });
    const { namespace = 'default', name } = this.pod.metadata;
    this.parts.context.client.delete({ kind: 'Pod', namespace, name }, { gracePeriodSeconds: 0 });
    this.parts.podLogs.forget(namespace, name);
  }

  private async runInit(container: Container): Promise<void> {
    if (this.statusNamed(container.name).state.terminated?.exitCode === 0) return;
    const image = await this.pullUntilThere(container);
    const startedAt = this.time();
    if (container.name.startsWith('modelcar-init')) this.print(container.name, modelcarLines(container.image));
    this.report('Normal', 'Created', `Container created`, container.name);
    this.report('Normal', 'Started', `Container started`, container.name);
    this.set(container.name, {
      imageID: image.imageId,
      ready: true,
      state: { terminated: { exitCode: 0, reason: 'Completed', startedAt, finishedAt: this.time() } },
    });
  }

  private async keepRunning(container: Container): Promise<void> {
    const { backOffMs } = this.parts.context.timing;
    for (let failures = 0; !this.abort.signal.aborted; failures += 1) {
      const image = await this.pullUntilThere(container);
      await this.runOnce(container, image);
      const delayMs = backOffMs * Math.min(2 ** failures, maxBackOffFactor);
      this.backOff(container, delayMs);
      await this.sleep(delayMs);
      const { restartCount } = this.statusNamed(container.name);
      this.parts.podLogs.restart(this.logKey(container.name));
      this.set(container.name, { restartCount: restartCount + 1 }, { isSilent: true });
    }
  }

  private backOff(container: Container, delayMs: number): void {
    const { namespace, name, uid } = this.pod.metadata;
    const { state } = this.statusNamed(container.name);
    const where = `container=${container.name} pod=${name}_${namespace}(${uid})`;
    const message = `back-off ${Math.max(1, Math.round(delayMs / 1000))}s restarting failed ${where}`;
    this.report('Warning', 'BackOff', `Back-off restarting failed container ${container.name} in pod ${name}_${namespace}(${uid})`, container.name);
    this.set(container.name, { ready: false, started: false, lastState: state, state: { waiting: { reason: 'CrashLoopBackOff', message } } });
  }

  /** One run of a container, from its start to its end; the end comes only by a fault. */
  private async runOnce(container: Container, image: PulledImage): Promise<void> {
    const { timing } = this.parts.context;
    const adopted = this.statusNamed(container.name).state.running;
    const startedAt = adopted?.startedAt ?? this.time();
    const service = serviceOf(this.pod) ?? this.pod.metadata.name;
    const isServer = isModelServer(container.name);
    if (!adopted) {
      this.report('Normal', 'Created', `Container created`, container.name);
      this.report('Normal', 'Started', `Container started`, container.name);
    }
    const isReadyAtOnce = !isServer || Boolean(adopted);
    this.set(container.name, { imageID: image.imageId, ready: isReadyAtOnce, started: true, state: { running: { startedAt } } });
    if (!isServer) return this.untilStopped();
    this.print(container.name, startingLines(service));
    if (!adopted) await this.sleep(timing.loadMs);
    const loadFault = this.fault('load');
    if (loadFault) {
      const reason = loadFault.message ?? 'ValueError: unsupported pickle protocol: the model file is damaged';
      this.print(container.name, loadFailureLines(service, reason));
      this.end(container.name, startedAt, reason);
      return undefined;
    }
    this.print(container.name, loadedLines(service));
    this.set(container.name, { ready: true });
    await this.untilCrash(container.name);
    const reason = this.fault('crash')?.message ?? 'RuntimeError: the server ended unexpectedly';
    this.print(container.name, crashLines(reason));
    this.end(container.name, startedAt, reason);
    return undefined;
  }

  private end(name: string, startedAt: string, message: string): void {
    const terminated = { exitCode: 1, reason: 'Error', message, startedAt, finishedAt: this.time() };
    this.set(name, { ready: false, started: false, state: { terminated } });
  }

  private async pullUntilThere(container: Container): Promise<PulledImage> {
    const { images, context } = this.parts;
    const { image, name } = container;
    for (let failures = 0; ; failures += 1) {
      try {
        if (!images.isPulled(image)) {
          this.report('Normal', 'Pulled', `Container image "${image}" already present on machine`, name);
          return await images.pull(image, this.abort.signal);
        }
        this.report('Normal', 'Pulling', `Pulling image "${image}"`, name);
        await this.sleep(context.timing.pullMs);
        const fault = this.fault('pull');
        if (fault) throw new ImagePullError(fault.message ?? brokenPull(image));
        const pulled = await images.pull(image, this.abort.signal);
        const seconds = `${(context.timing.pullMs / 1000).toFixed(3)}s`;
        this.report('Normal', 'Pulled', `Successfully pulled image "${image}" in ${seconds} (${seconds} including waiting). Image size: ${pulled.sizeBytes ?? 0} bytes.`, name);
        return pulled;
      } catch (error) {
        if (!(error instanceof ImagePullError)) throw error;
        await this.afterFailedPull(container, error.message, failures);
      }
    }
  }

  private async afterFailedPull({ name, image }: Container, message: string, failures: number): Promise<void> {
    const { backOffMs } = this.parts.context.timing;
    this.report('Warning', 'Failed', `Failed to pull image "${image}": ${message}`, name);
    this.report('Warning', 'Failed', 'Error: ErrImagePull', name);
    this.set(name, { state: { waiting: { reason: 'ErrImagePull', message } } });
    await this.sleep(backOffMs / 2);
    this.report('Normal', 'BackOff', `Back-off pulling image "${image}"`, name);
    this.report('Warning', 'Failed', 'Error: ImagePullBackOff', name);
    const waiting = { reason: 'ImagePullBackOff', message: `Back-off pulling image "${image}": ErrImagePull: ${message}` };
    this.set(name, { state: { waiting } });
    await this.sleep(backOffMs * Math.min(2 ** failures, maxBackOffFactor));
  }

  private fault(kind: FaultKind) {
    return this.parts.faults.find(kind, serviceOf(this.pod), this.pod.metadata.namespace);
  }

  private untilStopped(): Promise<void> {
    return new Promise((_, reject) => {
      this.abort.signal.addEventListener('abort', () => reject(this.abort.signal.reason), { once: true });
    });
  }

  private async untilCrash(name: string): Promise<void> {
    if (this.fault('crash')) return;
    await Promise.race([this.untilStopped(), new Promise<void>(resolve => this.crashes.set(name, resolve))]);
    this.crashes.delete(name);
  }

  /** Waits, unless woken before; rejects when the pod is stopped. */
  private async sleep(delayMs: number): Promise<void> {
    this.abort.signal.throwIfAborted();
    await new Promise<void>(resolve => {
      const done = () => {
        cancel();
        this.wakes.delete(done);
        resolve();
      };
      const cancel = this.parts.context.tick(done, delayMs);
      this.wakes.add(done);
    });
    this.abort.signal.throwIfAborted();
  }

  private statusNamed(name: string): KubeletContainerStatus {
    const found = [...this.run.initContainers, ...this.run.containers].find(status => status.name === name);
    if (!found) throw new Error(`pod ${this.pod.metadata.name} has no container ${name}`);
    return found;
  }

  private set(name: string, change: Partial<KubeletContainerStatus>, { isSilent = false } = {}): void {
    const changed = (statuses: readonly KubeletContainerStatus[]) =>
      statuses.map(status => (status.name === name ? { ...status, ...change } : status));
    this.run = { ...this.run, initContainers: changed(this.run.initContainers), containers: changed(this.run.containers) };
    if (!isSilent) this.write();
  }

  private write(): void {
    const { client } = this.parts.context;
    const { namespace, name, uid } = this.pod.metadata;
    const live = client.get<KubeletPod>({ kind: 'Pod', namespace, name });
    if (!live || live.metadata.uid !== uid || this.abort.signal.aborted) return;
    const status = statusOf(live, this.run, this.time());
    this.pod = client.update<KubeletPod>({ ...live, status }, { manager, subresource: 'status' });
  }

  private report(type: 'Normal' | 'Warning', reason: string, message: string, container: string): void {
    const isInit = this.pod.spec?.initContainers?.some(({ name }) => name === container);
    const fieldPath = `spec.${isInit ? 'initContainers' : 'containers'}{${container}}`;
    this.parts.events.report(this.pod, { type, reason, message, fieldPath });
  }

  private print(container: string, lines: readonly string[]): void {
    for (const text of lines) {
      this.parts.podLogs.append(this.logKey(container), { time: this.parts.context.now().toISOString(), text });
    }
  }

  private logKey(container: string) {
    return { namespace: this.pod.metadata.namespace ?? 'default', pod: this.pod.metadata.name, container };
  }

  private time(): string {
    return this.parts.context.now().toISOString().replace(/\.\d+Z$/, 'Z');
  }
}

function brokenPull(image: string): string {
  return `rpc error: code = NotFound desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`;
}

/** After a restart of the sandbox a pod that was up stays up; one that was not begins anew. */
function adoptedRun(pod: KubeletPod): PodRun | undefined {
  const { containerStatuses = [], initContainerStatuses = [], startTime, phase } = pod.status ?? {};
  const isUp = phase === 'Running' && containerStatuses.every(({ ready, state }) => ready && state.running);
  if (!isUp || typeof startTime !== 'string') return undefined;
  return { startTime, initContainers: initContainerStatuses, containers: containerStatuses };
}

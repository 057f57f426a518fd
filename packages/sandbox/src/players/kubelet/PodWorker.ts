import type { Container } from '../workloads';
import type { PulledImage } from './ImageStore';
import { Naps } from './Naps';
import { isModelServer, type KubeletPod } from './podObjects';
import { type KubeletParts, PodRecord } from './PodRecord';
import { pullImage } from './pullImage';
import {
  crashLines,
  loadedLines,
  loadFailureLines,
  modelcarLines,
  startingLines,
} from './serverLog';

const maxBackOffFactor = 8;

/** Brings one pod up and keeps it up: pulls, init containers, containers, restarts; ends when the pod does. */
export class PodWorker {
  private readonly naps: Naps;
  private readonly record: PodRecord;
  private readonly crashes = new Map<string, () => void>();

  constructor(private readonly parts: KubeletParts, pod: KubeletPod) {
    this.naps = new Naps(parts.context.tick);
    this.record = new PodRecord(parts, pod, this.naps.signal);
  }

  /** Runs until the pod is stopped. */
  async start(): Promise<void> {
    const { initContainers = [], containers = [] } = this.record.spec ?? {};
    try {
      this.record.write();
      for (const container of initContainers) await this.runInit(container);
      await Promise.all(
        containers.map(container => this.keepRunning(container)),
      );
    } catch (error) {
      if (!this.naps.signal.aborted) throw error;
    }
  }

  stop(): void {
    this.naps.stop();
  }

  /** Ends waiting for the next try: something may have been mended. */
  wake(): void {
    this.naps.wake();
  }

  /** The model server dies now, when it runs. */
  crash(): void {
    for (const crash of [...this.crashes.values()]) crash();
  }

  /** The pod is to end: its containers are told, and after their grace it is gone. */
  async terminate(): Promise<void> {
    const { client, tick, timing } = this.parts.context;
    this.stop();
    for (const { name, state } of this.record.containers) {
      if (!state.running) continue;
      const message = `Stopping container ${name}`;
      this.record.report('Normal', 'Killing', message, name);
    }
    await new Promise<void>(resolve => {
      tick(resolve, timing.terminateMs);
    });
    const { namespace = 'default', name } = this.record.metadata;
    client.delete({ kind: 'Pod', namespace, name }, { gracePeriodSeconds: 0 });
    this.parts.podLogs.forget(namespace, name);
  }

  private pull(container: Container): Promise<PulledImage> {
    const { images, context } = this.parts;
    const { record, naps } = this;
    return pullImage({
      record,
      naps,
      images,
      timing: context.timing,
      container,
    });
  }

  private async runInit(container: Container): Promise<void> {
    const { record } = this;
    const { name, image } = container;
    if (record.statusNamed(name).state.terminated?.exitCode === 0) return;
    const { imageId } = await this.pull(container);
    const startedAt = record.time();
    if (name.startsWith('modelcar-init')) {
      record.print(name, modelcarLines(image));
    }
    this.reportStart(name);
    const terminated = {
      exitCode: 0,
      reason: 'Completed',
      startedAt,
      finishedAt: record.time(),
    };
    record.set(name, { imageID: imageId, ready: true, state: { terminated } });
  }

  private async keepRunning(container: Container): Promise<void> {
    const { record, naps } = this;
    const { backOffMs } = this.parts.context.timing;
    for (let failures = 0; !naps.signal.aborted; failures += 1) {
      await this.runOnce(container, await this.pull(container));
      const delayMs = backOffMs * Math.min(2 ** failures, maxBackOffFactor);
      this.backOff(container, delayMs);
      await naps.sleep(delayMs);
      record.restartLog(container.name);
      const { restartCount } = record.statusNamed(container.name);
      record.note(container.name, { restartCount: restartCount + 1 });
    }
  }

  private backOff({ name }: Container, delayMs: number): void {
    const { record } = this;
    const { namespace, name: pod, uid } = record.metadata;
    const id = `${pod}_${namespace}(${uid})`;
    const seconds = Math.max(1, Math.round(delayMs / 1000));
    const message = `back-off ${seconds}s restarting failed container=${name} pod=${id}`;
    const told = `Back-off restarting failed container ${name} in pod ${id}`;
    record.report('Warning', 'BackOff', told, name);
    record.set(name, {
      ready: false,
      started: false,
      lastState: record.statusNamed(name).state,
      state: { waiting: { reason: 'CrashLoopBackOff', message } },
    });
  }

  /** One run of a container, from its start to its end; the end comes only by a fault. */
  private async runOnce(
    { name }: Container,
    { imageId }: PulledImage,
  ): Promise<void> {
    const { record } = this;
    const adopted = record.statusNamed(name).state.running;
    const startedAt = adopted?.startedAt ?? record.time();
    if (!adopted) this.reportStart(name);
    const isServer = isModelServer(name);
    record.set(name, {
      imageID: imageId,
      ready: !isServer || adopted !== undefined,
      started: true,
      state: { running: { startedAt } },
    });
    const reason = isServer
      ? await this.serve(name, { isUp: adopted !== undefined })
      : await this.naps.untilStopped();
    const terminated = {
      exitCode: 1,
      reason: 'Error',
      message: reason,
      startedAt,
      finishedAt: record.time(),
    };
    record.set(name, { ready: false, started: false, state: { terminated } });
  }

  /** Loads the model and serves it; answers why the server ended. */
  private async serve(
    name: string,
    { isUp }: { isUp: boolean },
  ): Promise<string> {
    const { record, naps } = this;
    record.print(name, startingLines(record.service));
    if (!isUp) await naps.sleep(this.parts.context.timing.loadMs);
    const fault = record.fault('load');
    if (fault) {
      const reason =
        fault.message ??
        'ValueError: unsupported pickle protocol: the model file is damaged';
      record.print(name, loadFailureLines(record.service, reason));
      return reason;
    }
    record.print(name, loadedLines(record.service));
    record.set(name, { ready: true });
    await this.untilCrash(name);
    const reason =
      record.fault('crash')?.message ??
      'RuntimeError: the server ended unexpectedly';
    record.print(name, crashLines(reason));
    return reason;
  }

  private async untilCrash(name: string): Promise<void> {
    if (this.record.fault('crash')) return;
    const crash = new Promise<void>(resolve => {
      this.crashes.set(name, resolve);
    });
    await Promise.race([this.naps.untilStopped(), crash]);
    this.crashes.delete(name);
  }

  private reportStart(name: string): void {
    this.record.report('Normal', 'Created', 'Container created', name);
    this.record.report('Normal', 'Started', 'Container started', name);
  }
}

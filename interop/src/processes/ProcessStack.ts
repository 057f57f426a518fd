import { ManagedProcess, type ProcessSpec } from './ManagedProcess';

/** Processes of one cluster, the store and the API server first, in the order of their start. */
export class ProcessStack {
  readonly #folder: string;
  readonly #signal?: AbortSignal;
  readonly #started: ManagedProcess[] = [];

  constructor(folder: string, signal?: AbortSignal) {
    this.#folder = folder;
    this.#signal = signal;
  }

  async start(spec: ProcessSpec): Promise<void> {
    this.#signal?.throwIfAborted();
    const process = await ManagedProcess.start(spec, this.#folder);
    this.#started.push(process);
    await process.untilHealthy(this.#signal);
  }

  /**
   * Controllers first, together; then the API server; etcd last: an API server whose etcd is gone holds its port for
   * ten seconds.
   */
  async stop(): Promise<void> {
    const [store, api, ...controllers] = this.#started.splice(0);
    await Promise.all(controllers.map(process => process.stop()));
    await api?.stop();
    await store?.stop();
  }
}

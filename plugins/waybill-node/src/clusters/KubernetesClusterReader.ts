import type { ObservedKind } from '@waybill/backstage-plugin-waybill-common';
import { sleepUntilAborted } from './backoff';
import type { ClusterConnection } from './clusterConnection';
import { ClusterHttp } from './ClusterHttp';
import type { ClusterEvent, ClusterReader } from './ClusterReader';
import type { ClusterReaderSettings } from './ClusterReaderSettings';
import { KindWatch } from './KindWatch';
import { podLogPath } from './paths';

const MIB = 1024 * 1024;

const DEFAULT_SETTINGS: ClusterReaderSettings = {
  pageSize: 500,
  maxPageBytes: 64 * MIB,
  maxObjects: 50_000,
  // etcd takes 1.5 MiB for an object; as JSON with managed fields it stays below this.
  maxEventBytes: 4 * MIB,
  listTimeoutMs: 30_000,
  // API servers send a bookmark about every minute.
  idleTimeoutMs: 90_000,
  absentRecheckMs: 3 * 60_000,
  sleep: sleepUntilAborted,
  random: Math.random,
  clock: () => performance.now(),
};

const DEFAULT_LOG_BYTES = 256 * 1024;
const DEFAULT_LOG_LINES = 500;
const LOG_TIMEOUT_MS = 15_000;

/**
 * Reads a real API server over HTTPS.
 *
 * @remarks
 *
 * Its own streaming on `undici` and not `@kubernetes/client-node` 1.4.0, whose `Watch` drops lines that it cannot
 * parse, reads lines of any length into memory, hides the Status body behind a refusal, assigns its timeout signal away
 * (a half-open connection is never noticed) and makes a new agent per call; its informer stops for good on most
 * errors. What is left of it for one bearer token and one CA would be a URL.
 *
 * @public
 */
export class KubernetesClusterReader implements ClusterReader {
  readonly cluster: string;
  readonly #http: ClusterHttp;
  readonly #settings: ClusterReaderSettings;

  /**
   * @param connection - where and as whom
   * @param settings - bounds, and what tests replace (sleep, randomness, clock)
   */
  static create(
    connection: ClusterConnection,
    settings: Partial<ClusterReaderSettings> = {},
  ): KubernetesClusterReader {
    return new KubernetesClusterReader(connection, {
      ...DEFAULT_SETTINGS,
      ...settings,
    });
  }

  private constructor(
    connection: ClusterConnection,
    settings: ClusterReaderSettings,
  ) {
    this.cluster = connection.name;
    this.#http = new ClusterHttp(connection);
    this.#settings = settings;
  }

  async watchKind(
    kind: ObservedKind,
    onEvent: (event: ClusterEvent) => void | Promise<void>,
    options: { readonly signal: AbortSignal; readonly namespace?: string },
  ): Promise<void> {
    const watch = new KindWatch({
      cluster: this.cluster,
      http: this.#http,
      kind,
      namespace: options.namespace,
      onEvent,
      signal: options.signal,
      settings: this.#settings,
    });
    await watch.run();
  }

  async readPodLog(
    pod: {
      readonly namespace: string;
      readonly name: string;
      readonly container?: string;
    },
    options: {
      readonly signal?: AbortSignal;
      readonly tailLines?: number;
      readonly limitBytes?: number;
    } = {},
  ): Promise<string> {
    const limitBytes = options.limitBytes ?? DEFAULT_LOG_BYTES;
    const query = new URLSearchParams({
      tailLines: String(options.tailLines ?? DEFAULT_LOG_LINES),
      limitBytes: String(limitBytes),
    });
    if (pod.container) {
      query.set('container', pod.container);
    }
    const bytes = await this.#http.read(
      {
        path: `${podLogPath(pod)}?${query}`,
        what: `log of pod '${pod.namespace}/${pod.name}'`,
        signal: options.signal,
        idleTimeoutMs: LOG_TIMEOUT_MS,
      },
      // The API server may end a little after the limit; what never ends is refused.
      limitBytes + 64 * 1024,
    );
    return bytes.subarray(0, limitBytes).toString('utf8');
  }

  /** Drops all connections; what is still being read fails. */
  async close(): Promise<void> {
    await this.#http.close();
  }
}

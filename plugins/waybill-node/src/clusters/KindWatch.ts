import type {
  KubernetesObject,
  ObservedKind,
} from '@waybill/backstage-plugin-waybill-common';
import type { ClusterEvent } from './ClusterReader';
import { ClusterError, isClusterError } from './ClusterError';
import type { ClusterHttp } from './ClusterHttp';
import { backoffMs } from './backoff';
import type { ClusterReaderSettings } from './ClusterReaderSettings';
import { collectionPath } from './paths';
import { readLines } from './jsonLines';
import { parseListPage, parseWatchEvent, type ListPage } from './watchEvents';

/** A watch that lived this long was a good one: what follows it is a first attempt again. */
const SETTLED_MS = 5_000;
const MIN_WATCH_SECONDS = 240;

/** Lists and watches one kind in one scope until aborted. @internal */
export class KindWatch {
  readonly #cluster: string;
  readonly #http: ClusterHttp;
  readonly #kind: ObservedKind;
  readonly #namespace: string | undefined;
  readonly #onEvent: (event: ClusterEvent) => void | Promise<void>;
  readonly #signal: AbortSignal;
  readonly #settings: ClusterReaderSettings;
  /** What we hold is the state at this version; undefined where a new list is due. */
  #resourceVersion: string | undefined;
  #attempt = 0;

  constructor(options: {
    cluster: string;
    http: ClusterHttp;
    kind: ObservedKind;
    namespace?: string;
    onEvent: (event: ClusterEvent) => void | Promise<void>;
    signal: AbortSignal;
    settings: ClusterReaderSettings;
  }) {
    this.#cluster = options.cluster;
    this.#http = options.http;
    this.#kind = options.kind;
    this.#namespace = options.namespace;
    this.#onEvent = options.onEvent;
    this.#signal = options.signal;
    this.#settings = options.settings;
  }

  async run(): Promise<void> {
    while (!this.#signal.aborted) {
      try {
        if (this.#resourceVersion === undefined) {
          await this.#list();
        }
        await this.#watch();
      } catch (error) {
        if (!this.#signal.aborted) {
          await this.#recover(error);
        }
      }
    }
  }

  async #list(): Promise<void> {
    const objects: KubernetesObject[] = [];
    let page: ListPage | undefined;
    do {
      page = await this.#listPage(page?.continueToken);
      objects.push(...page.objects);
      if (objects.length > this.#settings.maxObjects) {
        throw this.#error(
          'TOO_LARGE',
          `there are more than ${this.#settings.maxObjects} objects`,
        );
      }
    } while (page.continueToken !== undefined);
    await this.#onEvent({ type: 'synced', objects });
    this.#resourceVersion = page.resourceVersion;
  }

  async #listPage(continueToken?: string): Promise<ListPage> {
    const { pageSize, maxPageBytes, listTimeoutMs } = this.#settings;
    const query = new URLSearchParams({ limit: String(pageSize) });
    if (continueToken !== undefined) {
      query.set('continue', continueToken);
    }
    const bytes = await this.#http.read(
      {
        path: `${this.#path()}?${query}`,
        what: this.#what('list'),
        signal: this.#signal,
        idleTimeoutMs: listTimeoutMs,
      },
      maxPageBytes,
    );
    const page = parseListPage(bytes.toString('utf8'), {
      apiVersion: apiVersionOf(this.#kind),
      kind: this.#kind.kind,
    });
    if (!page) {
      throw this.#error('MALFORMED', 'the answer is no Kubernetes list');
    }
    return page;
  }

  async #watch(): Promise<void> {
    const body = await this.#http.open(this.#watchRequest());
    const openedAt = this.#settings.clock();
    let isProven = false;
    try {
      await this.#onEvent({ type: 'contact' });
      for await (const line of readLines(body, this.#settings.maxEventBytes)) {
        await this.#handleLine(line);
        isProven = true;
        this.#attempt = 0;
      }
    } catch (error) {
      const named = this.#nameStreamError(error);
      if (!(isClusterError(named) && named.code === 'TIMEOUT')) {
        throw named;
      }
      // Silence alone proves nothing: the connection may be half-open or the kind quiet. Ask again from where we are.
    }
    if (isProven || this.#settings.clock() - openedAt >= SETTLED_MS) {
      this.#attempt = 0;
    } else {
      await this.#backOff();
    }
  }

  #watchRequest() {
    const seconds =
      MIN_WATCH_SECONDS +
      Math.floor(this.#settings.random() * MIN_WATCH_SECONDS);
    const query = new URLSearchParams({
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: this.#resourceVersion ?? '',
      timeoutSeconds: String(seconds),
    });
    return {
      path: `${this.#path()}?${query}`,
      what: this.#what('watch'),
      signal: this.#signal,
      idleTimeoutMs: this.#settings.idleTimeoutMs,
    };
  }

  async #handleLine(line: string): Promise<void> {
    const event = parseWatchEvent(line);
    if (!event) {
      throw this.#error('MALFORMED', 'a line is no Kubernetes watch event');
    }
    if (event.type === 'ERROR') {
      throw this.#error(
        event.code === 410 ? 'EXPIRED' : 'REJECTED',
        event.message,
        event.code,
      );
    }
    if (event.type === 'BOOKMARK') {
      await this.#onEvent({ type: 'contact' });
    } else {
      const type = event.type === 'DELETED' ? 'deleted' : 'upserted';
      await this.#onEvent({ type, object: event.object });
    }
    this.#resourceVersion = event.resourceVersion;
  }

  #nameStreamError(error: unknown): unknown {
    if (error instanceof Error && error.name === 'LineTooLongError') {
      return this.#error('TOO_LARGE', error.message);
    }
    return isTransportError(error)
      ? this.#http.toClusterError(error, {
          what: this.#what('watch'),
          signal: this.#signal,
        })
      : error;
  }

  async #recover(error: unknown): Promise<void> {
    const code = isClusterError(error) ? error.code : undefined;
    if (code === 'NOT_FOUND') {
      this.#resourceVersion = undefined;
      await this.#tell({ type: 'absent' });
      const { absentRecheckMs, random, sleep } = this.#settings;
      await sleep(absentRecheckMs * (0.75 + random() / 2), this.#signal);
      return;
    }
    // After a lost connection the watch goes on where it was. Whatever else went wrong, what we hold may have a hole.
    if (code !== 'UNREACHABLE' && code !== 'TIMEOUT') {
      this.#resourceVersion = undefined;
    }
    if (code === 'EXPIRED' && this.#attempt === 0) {
      this.#attempt = 1;
      return;
    }
    await this.#tell({
      type: 'failed',
      error: error instanceof Error ? error : new Error(String(error)),
    });
    await this.#backOff();
  }

  /** A listener that fails while it is told of a failure must not end the watch. */
  async #tell(event: ClusterEvent): Promise<void> {
    try {
      await this.#onEvent(event);
    } catch {
      this.#resourceVersion = undefined;
    }
  }

  async #backOff(): Promise<void> {
    const { sleep, random } = this.#settings;
    await sleep(backoffMs(this.#attempt, random), this.#signal);
    this.#attempt += 1;
  }

  #path(): string {
    return collectionPath(this.#kind, this.#namespace);
  }

  #what(verb: string): string {
    const where = this.#namespace ? ` in namespace '${this.#namespace}'` : '';
    return `${verb} of ${this.#kind.plural}${where}`;
  }

  #error(code: ClusterError['code'], reason: string, status?: number) {
    return new ClusterError({
      code,
      cluster: this.#cluster,
      status,
      message: `Cluster '${this.#cluster}', ${this.#what('watch')}: ${reason}.`,
    });
  }
}

function apiVersionOf({ group, version }: ObservedKind): string {
  return group ? `${group}/${version}` : version;
}

/** Errors of sockets and of undici carry a string code; those of a listener are not the cluster's doing. */
function isTransportError(error: unknown): boolean {
  return (
    error instanceof Error &&
    error.name !== 'ClusterError' &&
    /^(UND_ERR_|E[A-Z]+$|ERR_)/.test(String((error as { code?: unknown }).code))
  );
}

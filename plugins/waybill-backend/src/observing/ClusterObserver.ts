import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  REPORT_KINDS,
  type KubernetesObject,
  type Observation,
} from '@waybill/backstage-plugin-waybill-common';
import type {
  ClusterEvent,
  ClusterReader,
} from '@waybill/backstage-plugin-waybill-node';
import { ChangeBuffer } from './ChangeBuffer';
import { keyOf } from './DatabaseObservationStore';
import { HealthRecorder } from './HealthRecorder';
import type { Sleep } from './LeasedTask';
import type { ObservationStore } from './ObservationStore';
import type { WatchScope } from './observedScopes';
import { toObservation } from './toObservation';

/** Something of a cluster is no longer as it was; said after it is in the store. */
export interface ClusterChange {
  readonly cluster: string;
  readonly namespaces: ReadonlySet<string>;
}

export interface ClusterObserverOptions {
  readonly reader: ClusterReader;
  readonly scopes: readonly WatchScope[];
  readonly store: ObservationStore;
  readonly logger: LoggerService;
  readonly sleep: Sleep;
  readonly now: () => Date;
  readonly onChange: (change: ClusterChange) => void;
  readonly flushMs?: number;
}

// Below what a person notices, above the spacing of the events of one rollout step.
const FLUSH_MS = 75;

/** Watches one cluster and writes what it sees into the store. */
export class ClusterObserver {
  readonly #options: ClusterObserverOptions;
  /** Names of the events and reports that are in the store. */
  readonly #kept = new Set<string>();

  constructor(options: ClusterObserverOptions) {
    this.#options = options;
  }

  get cluster(): string {
    return this.#options.reader.cluster;
  }

  /** Ends when the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const { store, logger, sleep, scopes, reader } = this.#options;
    const buffer = new ChangeBuffer({
      cluster: this.cluster,
      store,
      logger,
      sleep,
      signal,
      flushMs: this.#options.flushMs ?? FLUSH_MS,
      onWritten: namespaces => this.#tell(namespaces),
    });
    const known = await store.listHealth(this.cluster, [
      ...new Set(scopes.map(({ namespace }) => namespace)),
    ]);
    await Promise.all(
      scopes.map(scope => {
        const last = known.find(
          ({ kind, namespace }) =>
            kind === scope.kind.kind && namespace === scope.namespace,
        );
        const health = new HealthRecorder({
          store,
          now: this.#options.now,
          last: {
            cluster: this.cluster,
            kind: scope.kind.kind,
            namespace: scope.namespace,
            lastContactAt: last?.lastContactAt,
            state: 'starting',
          },
        });
        return reader.watchKind(
          scope.kind,
          event => this.#handle(event, scope, buffer, health),
          { signal, namespace: scope.namespace || undefined },
        );
      }),
    );
  }

  async #handle(
    event: ClusterEvent,
    scope: WatchScope,
    buffer: ChangeBuffer,
    health: HealthRecorder,
  ): Promise<void> {
    const touched = new Set([scope.namespace]);
    switch (event.type) {
      case 'upserted':
      case 'deleted':
        await this.#buffer(event, scope, buffer);
        break;
      case 'synced':
      case 'absent':
        // What is still held is older than the list and must not overwrite it.
        await buffer.flush();
        if (await this.#replace(scope, event)) {
          this.#tell(touched);
        }
        break;
      case 'failed':
        if (await health.failed(event.error)) {
          this.#options.logger.warn(event.error.message);
          this.#tell(touched);
        }
        return;
      default:
    }
    const state = event.type === 'absent' ? 'absent' : 'watching';
    if (await health.contact(state)) {
      this.#tell(touched);
    }
  }

  async #buffer(
    event: Extract<ClusterEvent, { type: 'upserted' | 'deleted' }>,
    scope: WatchScope,
    buffer: ChangeBuffer,
  ): Promise<void> {
    const observation = this.#observe(event.object, scope);
    if (!observation) {
      return;
    }
    const isGone = event.type === 'deleted' || !isWorthKeeping(observation);
    if (isGone && !this.#wasKept(observation)) {
      return;
    }
    this.#remember(observation, !isGone);
    await buffer.add(
      isGone
        ? { type: 'deleted', key: keyOf(observation) }
        : { type: 'upserted', observation },
    );
  }

  /** A report that no longer says anything of signatures must not go on saying what it said; most never did. */
  #wasKept(observation: Observation): boolean {
    return isSelected(observation) ? this.#kept.has(nameOf(observation)) : true;
  }

  #remember(observation: Observation, isKept: boolean): void {
    if (!isSelected(observation)) return;
    if (isKept) this.#kept.add(nameOf(observation));
    else this.#kept.delete(nameOf(observation));
  }

  async #replace(
    scope: WatchScope,
    event: Extract<ClusterEvent, { type: 'synced' | 'absent' }>,
  ): Promise<boolean> {
    const objects = event.type === 'synced' ? event.objects : [];
    const observations = objects
      .flatMap(object => this.#observe(object, scope) ?? [])
      .filter(isWorthKeeping);
    observations.forEach(each => this.#remember(each, true));
    return this.#options.store.replace(
      this.cluster,
      {
        group: scope.kind.group,
        kind: scope.kind.kind,
        namespace: scope.namespace || undefined,
      },
      observations,
    );
  }

  /** A cluster that answers with what was not asked for must not write outside of the scope. */
  #observe(object: KubernetesObject, { kind, namespace }: WatchScope) {
    const observedAt = this.#options.now().toISOString();
    const observation = toObservation(this.cluster, object, observedAt);
    return observation &&
      observation.kind === kind.kind &&
      keyOf(observation).group === kind.group &&
      (namespace === '' || observation.namespace === namespace)
      ? observation
      : undefined;
  }

  #tell(namespaces: ReadonlySet<string>): void {
    this.#options.onChange({ cluster: this.cluster, namespaces });
  }
}

/** Of these kinds only some are kept. */
function isSelected({ kind }: Observation): boolean {
  return kind === 'Event' || REPORT_KINDS.includes(kind);
}

function nameOf({ kind, namespace, name }: Observation): string {
  return `${kind}/${namespace}/${name}`;
}

/**
 * A cluster tells all that goes well as an Event too, and has a report on every object: thousands that no page shows.
 */
function isWorthKeeping({ kind, object }: Observation): boolean {
  if (kind === 'Event') return object.type === 'Warning';
  return !REPORT_KINDS.includes(kind) || object.results !== undefined;
}

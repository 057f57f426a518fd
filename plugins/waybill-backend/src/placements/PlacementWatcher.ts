import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  Environment,
  Placement,
} from '@waybill/backstage-plugin-waybill-common';
import type { ClusterChange } from '../observing/ClusterObserver';
import type { Sleep } from '../observing/LeasedTask';
import { DELIVERY_NAMESPACES } from '../observing/observedScopes';
import type { Model } from '../services/ModelDirectory';
import type { ChangeTeller } from './ChangeTeller';
import { fingerprintOf } from './fingerprint';
import type { PlacementService } from './PlacementService';

/** Derivations of one environment are at least so far apart, however much its cluster changes. */
const SPACING_MS = 150;
const RETRY_MS = 2_000;
/** Time alone changes placements too: an observation grows stale. */
const SWEEP_MS = 30_000;

export interface PlacementWatcherOptions {
  readonly environments: readonly Environment[];
  readonly placements: PlacementService;
  readonly listModels: () => Promise<readonly Model[]>;
  readonly teller: ChangeTeller;
  readonly logger: LoggerService;
  readonly sleep: Sleep;
}

/**
 * Derives placements anew when their inputs change, and tells of those that came out different. Only environments
 * whose cluster this replica observes are followed: the others have a replica of their own that tells of them.
 */
export class PlacementWatcher {
  readonly #options: PlacementWatcherOptions;
  readonly #observed = new Set<string>();
  readonly #dirty = new Set<string>();
  readonly #fingerprints = new Map<string, string>();
  #wake: () => void = () => undefined;

  constructor(options: PlacementWatcherOptions) {
    this.#options = options;
  }

  /** This replica begins (or ends) to observe a cluster. */
  setObserved(cluster: string, isObserved: boolean): void {
    const own = this.#options.environments.filter(
      environment => environment.cluster === cluster,
    );
    if (isObserved) {
      this.#observed.add(cluster);
      own.forEach(({ name }) => this.#mark(name));
      return;
    }
    this.#observed.delete(cluster);
    // What another replica tells meanwhile would make ours look new later.
    own.forEach(({ name }) => this.#forget(name));
  }

  clusterChanged({ cluster, namespaces }: ClusterChange): void {
    const isShared = [...namespaces].some(
      namespace => namespace === '' || DELIVERY_NAMESPACES.includes(namespace),
    );
    for (const environment of this.#options.environments) {
      if (
        environment.cluster === cluster &&
        (isShared || namespaces.has(environment.namespace))
      ) {
        this.#mark(environment.name);
      }
    }
  }

  /** What Git declares or the registry holds for some model changed. */
  async sourcesChanged(model: Model, environments: readonly string[]) {
    for (const { name, cluster } of this.#options.environments) {
      if (this.#observed.has(cluster)) {
        this.#mark(name);
      } else if (environments.includes(name)) {
        await this.#options.teller.tell(model.repository, name);
      }
    }
  }

  /**
   * A page was given a state that may lie between two that were compared: what comes next is news to it, even where it
   * is what was told last.
   */
  served(model: Model, placements: readonly Placement[]): void {
    for (const placement of placements) {
      const { name, cluster } = placement.environment;
      const key = `${name} ${model.entityRef}`;
      const given = fingerprintOf(placement);
      const isBetween =
        this.#observed.has(cluster) &&
        this.#fingerprints.has(key) &&
        this.#fingerprints.get(key) !== given;
      if (isBetween) {
        this.#fingerprints.set(key, given);
        this.#mark(name);
      }
    }
  }

  /** Ends when the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const { sleep, environments, logger } = this.#options;
    while (!signal.aborted) {
      if (this.#dirty.size === 0) {
        await this.#sleepUntilMarked(signal);
        if (this.#dirty.size === 0) {
          environments.forEach(({ name }) => this.#mark(name));
        }
      }
      const due = environments.filter(
        ({ name, cluster }) =>
          this.#dirty.has(name) && this.#observed.has(cluster),
      );
      this.#dirty.clear();
      if (!signal.aborted && due.length > 0) {
        await this.#compare(due).catch(async error => {
          logger.error('Placements could not be derived', error);
          due.forEach(({ name }) => this.#mark(name));
          await sleep(RETRY_MS, signal);
        });
      }
      await sleep(SPACING_MS, signal);
    }
  }

  async #compare(due: readonly Environment[]): Promise<void> {
    const { placements, listModels, teller } = this.#options;
    const models = await listModels();
    const [states, places] = await Promise.all([
      placements.loadModels(models),
      Promise.all(due.map(each => placements.loadEnvironment(each))),
    ]);
    for (const place of places) {
      const isFirst = !this.#fingerprints.has(place.environment.name);
      this.#fingerprints.set(place.environment.name, '');
      for (const state of states) {
        const key = `${place.environment.name} ${state.model.entityRef}`;
        const now = fingerprintOf(placements.derive(state, place));
        const isNews = !isFirst && this.#fingerprints.get(key) !== now;
        this.#fingerprints.set(key, now);
        if (isNews) {
          await teller.tell(state.model.repository, place.environment.name);
        }
      }
    }
  }

  #mark(environment: string): void {
    this.#dirty.add(environment);
    this.#wake();
  }

  #forget(environment: string): void {
    for (const key of [...this.#fingerprints.keys()]) {
      if (key === environment || key.startsWith(`${environment} `)) {
        this.#fingerprints.delete(key);
      }
    }
  }

  async #sleepUntilMarked(signal: AbortSignal): Promise<void> {
    const marked = new AbortController();
    this.#wake = () => marked.abort();
    await this.#options.sleep(
      SWEEP_MS,
      AbortSignal.any([signal, marked.signal]),
    );
    this.#wake = () => undefined;
  }
}

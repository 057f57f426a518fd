import type { LoggerService } from '@backstage/backend-plugin-api';
import pLimit from 'p-limit';
import type { DeclarationReader } from '../declarations/DeclarationReader';
import type { DeclarationStore } from '../declarations/DeclarationStore';
import type { Sleep } from '../observing/LeasedTask';
import type { RegistryReader } from '../versions/RegistryReader';
import type { VersionStore } from '../versions/VersionStore';
import type { Model } from './ModelDirectory';

/** A page that is looked at is at most this far behind registry and Git. */
const VIEWED_FOR_MS = 5_000;
/** How long an answer waits for a refresh when there is something to answer with. */
const WAIT_MS = 700;
/** And when there is nothing yet. */
const FIRST_WAIT_MS = 5_000;
const DECLARATIONS_EVERY_MS = 10_000;
const REGISTRY_EVERY_MS = 30_000;
const CONCURRENCY = 4;

export interface SourceChange {
  readonly model: Model;
  /** Names of the environments for which Git declares something else now. */
  readonly environments: readonly string[];
  /** Whether the versions or their verdicts are others now. */
  readonly hasNewVersions: boolean;
}

export interface SourceRefresherOptions {
  readonly declarations: DeclarationReader;
  readonly declarationStore: DeclarationStore;
  readonly registry: RegistryReader;
  readonly versions: VersionStore;
  readonly listModels: () => Promise<readonly Model[]>;
  readonly onChange: (change: SourceChange) => Promise<void>;
  readonly logger: LoggerService;
  readonly sleep: Sleep;
  readonly signal: AbortSignal;
  readonly clock?: () => number;
}

/** Keeps what comes from registries and Git fresh: all models in the background, and sooner what somebody looks at. */
export class SourceRefresher {
  readonly #options: Required<SourceRefresherOptions>;
  readonly #running = new Map<string, Promise<void>>();
  readonly #declarationsAt = new Map<string, number>();
  readonly #registryAt = new Map<string, number>();

  constructor(options: SourceRefresherOptions) {
    this.#options = { clock: () => performance.now(), ...options };
  }

  /** Refreshes what is older than a page should be, and waits for it no longer than a person would. */
  async freshen(model: Model): Promise<void> {
    const known = await this.#options.versions.get(model);
    const hasAnswer = known.lastGoodAt !== undefined;
    const patience = new AbortController();
    await Promise.race([
      this.#refresh(model, VIEWED_FOR_MS, VIEWED_FOR_MS),
      this.#options.sleep(
        hasAnswer ? WAIT_MS : FIRST_WAIT_MS,
        AbortSignal.any([this.#options.signal, patience.signal]),
      ),
    ]);
    patience.abort();
  }

  /** Goes over all models again and again until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const { listModels, declarationStore, logger, sleep } = this.#options;
    while (!signal.aborted) {
      try {
        const models = await listModels();
        const limit = pLimit(CONCURRENCY);
        await Promise.all(
          models.map(model =>
            limit(async () => {
              if (!signal.aborted) {
                await this.#refresh(
                  model,
                  DECLARATIONS_EVERY_MS,
                  REGISTRY_EVERY_MS,
                );
              }
            }),
          ),
        );
        await declarationStore.forgetModelsExcept([
          ...new Set([
            ...models.map(({ entityRef }) => entityRef),
            ...this.#recentlyRefreshed(),
          ]),
        ]);
      } catch (error) {
        logger.warn(`Models could not be refreshed: ${error}`);
      }
      await sleep(DECLARATIONS_EVERY_MS, signal);
    }
  }

  /** A model that was registered after the list was made is looked at by a person first: it is not gone. */
  #recentlyRefreshed(): string[] {
    const now = this.#options.clock();
    return [...this.#declarationsAt]
      .filter(([, at]) => now - at < 2 * DECLARATIONS_EVERY_MS)
      .map(([entityRef]) => entityRef);
  }

  /** One refresh of a model at a time, whoever asks for it. */
  async #refresh(
    model: Model,
    declarationsMs: number,
    registryMs: number,
  ): Promise<void> {
    const running = this.#running.get(model.entityRef);
    if (running) {
      return running;
    }
    const started = this.#refreshNow(model, declarationsMs, registryMs)
      .catch(error => {
        if (!this.#options.signal.aborted) {
          this.#options.logger.warn(
            `'${model.entityRef}' could not be refreshed: ${error}`,
          );
        }
      })
      .finally(() => this.#running.delete(model.entityRef));
    this.#running.set(model.entityRef, started);
    return started;
  }

  async #refreshNow(
    model: Model,
    declarationsMs: number,
    registryMs: number,
  ): Promise<void> {
    const { declarations, declarationStore, registry, signal } = this.#options;
    const environments = this.#isDue(
      this.#declarationsAt,
      model,
      declarationsMs,
    )
      ? await declarations.refresh(model, signal)
      : [];
    const isNewlyDeclared = environments.length > 0;
    let hasNewVersions = false;
    // A digest that is newly declared wants a verdict at once.
    if (
      this.#isDue(this.#registryAt, model, isNewlyDeclared ? 0 : registryMs)
    ) {
      const known = await declarationStore.list(model.entityRef);
      hasNewVersions = await registry.refresh(
        model,
        known.flatMap(({ declaration }) => declaration.digest ?? []),
        signal,
      );
    }
    if (isNewlyDeclared || hasNewVersions) {
      await this.#options.onChange({ model, environments, hasNewVersions });
    }
  }

  #isDue(times: Map<string, number>, model: Model, ageMs: number): boolean {
    const now = this.#options.clock();
    const last = times.get(model.entityRef);
    // A loop that sleeps for the interval must not find itself a millisecond early each time.
    if (last !== undefined && now - last < ageMs * 0.9) {
      return false;
    }
    times.set(model.entityRef, now);
    return true;
  }
}

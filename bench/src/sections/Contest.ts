import type { Bench } from '../Bench';
import { shuffle } from '../statistics';

/**
 * Lets contenders run in an order that is new in each round. One that fails is told and runs no more: the others go on.
 */
export class Contest {
  readonly #bench: Bench;
  readonly #failures = new Map<string, string>();

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  get failures(): ReadonlyMap<string, string> {
    return this.#failures;
  }

  async runAll<T extends { readonly name: string }>(
    contenders: readonly T[],
    run: (contender: T) => Promise<void>,
  ): Promise<void> {
    const { random, signal, only, log } = this.#bench;
    const wanted = contenders.filter(
      ({ name }) => !this.#failures.has(name) && (only?.test(name) ?? true),
    );
    for (const contender of shuffle(wanted, random)) {
      try {
        await run(contender);
      } catch (error) {
        signal.throwIfAborted();
        const message = (error as Error).message;
        log(`  ${contender.name} failed and is left out: ${message}`);
        this.#failures.set(contender.name, message);
      }
    }
  }
}

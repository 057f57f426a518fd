/** Lets one change at a time into a repository: reading what is there and writing what follows from it belong together. */
export class RepositoryLocks {
  readonly #tails = new Map<string, Promise<unknown>>();

  async run<T>(dir: string, act: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(dir) ?? Promise.resolve();
    const mine = before.then(act, act);
    const tail = mine.catch(() => undefined);
    this.#tails.set(dir, tail);
    try {
      return await mine;
    } finally {
      if (this.#tails.get(dir) === tail) this.#tails.delete(dir);
    }
  }
}

import { CheckFailedError } from '../../check';

const SHOWN = 12;
const SHOWN_LENGTH = 600;

/** Collects what went wrong in many combinations and tells each cause once. */
export class MatrixFailures {
  readonly #causes = new Map<string, string[]>();
  #total = 0;

  add(where: string, what: string): void {
    const cause = what.trim().slice(0, SHOWN_LENGTH);
    this.#causes.set(cause, [...(this.#causes.get(cause) ?? []), where]);
    this.#total += 1;
  }

  /** @throws CheckFailedError where there is one */
  throwIfAny(): void {
    if (this.#total === 0) return;
    const causes = [...this.#causes].sort(
      ([, left], [, right]) => right.length - left.length,
    );
    const more = causes.length - SHOWN;
    throw new CheckFailedError(
      [
        `${this.#total} fail, for ${causes.length} causes:`,
        ...causes
          .slice(0, SHOWN)
          .map(
            ([cause, places]) =>
              `${places.length} such as ${places[0]}: ${cause}`,
          ),
        ...(more > 0 ? [`and ${more} more causes`] : []),
      ].join('\n'),
    );
  }
}

/** What became of each signer, form and verifier, to be printed as one table. */
export class TrustTable {
  readonly #rows = new Map<string, Map<string, string[]>>();
  readonly #columns: string[] = [];

  /** @param outcome - `ok`, `FAILED`, or why it cannot be */
  record(
    signer: string,
    form: string,
    verifier: string,
    outcome: string,
  ): void {
    const row = `${signer}, ${form}`;
    if (!this.#columns.includes(verifier)) this.#columns.push(verifier);
    const cells = this.#rows.get(row) ?? new Map<string, string[]>();
    const known = cells.get(verifier) ?? [];
    // A check says FAILED before it begins and corrects itself at its end.
    const before = known.at(-1) === 'FAILED' ? known.slice(0, -1) : known;
    cells.set(verifier, [...before, outcome]);
    this.#rows.set(row, cells);
  }

  get isEmpty(): boolean {
    return this.#rows.size === 0;
  }

  /** Signers and forms by line, verifiers by column; the figures are registries where it went well. */
  print(): string {
    const reasons: string[] = [];
    const cellText = (outcomes: readonly string[] = []): string => {
      if (outcomes.length === 0) return '-';
      const tried = outcomes.filter(one => one === 'ok' || one === 'FAILED');
      if (tried.length > 0) {
        const good = tried.filter(one => one === 'ok').length;
        return `${good === tried.length ? 'ok' : 'FAILED'} ${good}/${
          tried.length
        }`;
      }
      const [reason] = outcomes;
      if (!reasons.includes(reason)) reasons.push(reason);
      return `(${reasons.indexOf(reason) + 1})`;
    };
    const lines = [
      ['signer, form', ...this.#columns],
      ...[...this.#rows].map(([row, cells]) => [
        row,
        ...this.#columns.map(column => cellText(cells.get(column))),
      ]),
    ];
    const widths = lines[0].map((_, column) =>
      Math.max(...lines.map(line => line[column].length)),
    );
    return [
      ...lines.map(line =>
        line
          .map((cell, column) => cell.padEnd(widths[column]))
          .join('  ')
          .trimEnd(),
      ),
      ...reasons.map((reason, index) => `(${index + 1}) ${reason}`),
    ].join('\n');
  }
}

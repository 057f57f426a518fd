type Outcome = 'ok' | 'FAILED';

/** What became of each signer, form and verifier, to be printed as one table. */
export class TrustTable {
  readonly #rows = new Map<string, Map<string, Outcome[]>>();
  readonly #columns: string[] = [];

  record(
    signer: string,
    form: string,
    verifier: string,
    outcome: Outcome,
  ): void {
    const row = `${signer}, ${form}`;
    if (!this.#columns.includes(verifier)) this.#columns.push(verifier);
    const cells = this.#rows.get(row) ?? new Map<string, Outcome[]>();
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
    const cellText = (outcomes: readonly Outcome[] = []): string => {
      if (outcomes.length === 0) return '-';
      const good = outcomes.filter(one => one === 'ok').length;
      return `${good === outcomes.length ? 'ok' : 'FAILED'} ${good}/${
        outcomes.length
      }`;
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
    return lines
      .map(line =>
        line
          .map((cell, column) => cell.padEnd(widths[column]))
          .join('  ')
          .trimEnd(),
      )
      .join('\n');
  }
}

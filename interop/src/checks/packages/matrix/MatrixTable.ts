import type { PackageFormat } from '@waybill/backstage-plugin-waybill-common';
import { FORMATS, type Cell } from './cells';
import { CLIENT_NAMES } from './clients';

export type Outcome = 'ok' | 'failed' | 'skipped';

/** What became of each cell on each registry, to be printed as one table. */
export class MatrixTable {
  readonly #outcomes = new Map<string, Map<string, Outcome>>();

  record(cell: Cell, registry: string, outcome: Outcome): void {
    const key = keyOf(cell);
    const outcomes = this.#outcomes.get(key) ?? new Map<string, Outcome>();
    outcomes.set(registry, outcome);
    this.#outcomes.set(key, outcomes);
  }

  get isEmpty(): boolean {
    return this.#outcomes.size === 0;
  }

  /** A table for each format, writers by line and readers by column, and the reasons of the cells that cannot be. */
  print(cells: readonly Cell[]): string {
    const reasons: string[] = [];
    const tables = FORMATS.map(format =>
      this.#printFormat(format, cells, reasons),
    );
    return [
      'Writers by line, readers by column; "files": unpacked, and the same as packaged; "copy": taken as it is to another',
      'repository, digest kept, and unpacked from there by Waybill; the figures are registries where it went well.',
      '',
      ...tables.flatMap(table => [table, '']),
      ...reasons.map((reason, index) => `(${index + 1}) ${reason}`),
    ].join('\n');
  }

  #printFormat(
    format: PackageFormat,
    cells: readonly Cell[],
    reasons: string[],
  ): string {
    const rows: string[][] = [];
    const others: string[] = [];
    for (const writer of CLIENT_NAMES) {
      const row = cells.filter(
        cell => cell.format === format && cell.writer === writer,
      );
      const shown = row.map(cell => this.#printCell(cell, reasons));
      if (row.some(({ job }) => job !== 'none')) {
        rows.push([writer, ...shown]);
      } else {
        others.push(`${writer} ${shown[0]}`);
      }
    }
    return [
      alignColumns([[format, ...CLIENT_NAMES], ...rows]),
      `not written by ${others.join(', ')}`,
    ].join('\n');
  }

  #printCell(cell: Cell, reasons: string[]): string {
    if (cell.job === 'none') {
      if (!reasons.includes(cell.reason)) {
        reasons.push(cell.reason);
      }
      return `(${reasons.indexOf(cell.reason) + 1})`;
    }
    const outcomes = [...(this.#outcomes.get(keyOf(cell))?.values() ?? [])];
    const tried = outcomes.filter(outcome => outcome !== 'skipped');
    if (tried.length === 0) {
      return 'not tried';
    }
    const good = tried.filter(outcome => outcome === 'ok').length;
    const word = cell.job === 'read' ? 'files' : 'copy';
    return `${good === tried.length ? '' : 'FAILED '}${word} ${good}/${
      tried.length
    }`;
  }
}

function keyOf({ format, writer, reader }: Cell): string {
  return [format, writer, reader].join('|');
}

function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) =>
    Math.max(...rows.map(row => row[column].length)),
  );
  return rows
    .map(row =>
      row
        .map((text, column) => text.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

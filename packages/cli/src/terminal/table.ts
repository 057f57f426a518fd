import { printable } from './printable';

/** Columns that line up, two spaces apart; the last one is not padded. */
export function table(
  rows: readonly (readonly string[])[],
  options: { readonly alignRight?: readonly number[] } = {},
): string[] {
  const shown = rows.map(row => row.map(printable));
  const widths: number[] = [];
  for (const row of shown)
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, cell.length);
    });
  return shown.map(row =>
    row
      .map((cell, index) => {
        if (options.alignRight?.includes(index))
          return cell.padStart(widths[index]);
        return index === row.length - 1 ? cell : cell.padEnd(widths[index]);
      })
      .join('  '),
  );
}

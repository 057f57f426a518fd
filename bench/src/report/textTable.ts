/** Columns under each other, the first to the left and the others to the right. */
export function textTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map(row => row[column].length)),
  );
  const show = (row: readonly string[]) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]),
      )
      .join('  ')
      .trimEnd();
  return [
    show(header),
    widths.map(width => '-'.repeat(width)).join('  '),
    ...rows.map(show),
  ].join('\n');
}

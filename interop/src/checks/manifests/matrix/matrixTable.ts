import type { Combination } from './combinations';
import type { DeliveryCase } from './deliveries';
import type { Matrix } from './renderMatrix';
import type { ToolCounts } from './ToolCounts';

type Row = readonly (string | number)[];

/** The results as Markdown; the same results give the same text. */
export function matrixTable(
  matrix: Matrix,
  counts: ToolCounts,
  versions: Readonly<Record<string, string>>,
): string {
  return `${[
    '# Declaration matrix',
    '',
    'Everything that can be declared of a model, in every combination: what is written is taken by the real API server, by the schemas of the real definitions and by the tools that the engines hold; what is refused is refused with a code before anything is written. Written by `yarn test:interop manifests --section matrix --write`, and held against what comes out at each run without `--write`.',
    '',
    '## Counts',
    '',
    ...table(['what', 'count'], countRows(matrix)),
    '',
    '## By tool',
    '',
    `${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}.`,
    '',
    ...table(
      ['tool', 'accepted', 'of'],
      counts.list().map(({ tool, what, count }) => [tool, count, what]),
    ),
    '',
    '## What serves, and from where',
    '',
    'Each row in six ways to scale, three to try versions (none, one, two), two forms (Kustomize, Helm) and three environments (dev, staging, production). Refused are combinations that Kubernetes or KServe would take and ignore, or that exclude each other.',
    '',
    ...table(
      ['kind', 'mode', 'storage', 'variant', 'written', 'refused', 'codes'],
      servingRows(matrix),
    ),
    '',
    '## By autoscaling and canary',
    '',
    ...table(
      ['kind', 'scaling', 'canaries', 'written', 'refused', 'codes'],
      profileRows(matrix),
    ),
    '',
    '## Delivery',
    '',
    'For each kind of what serves and each environment.',
    '',
    ...table(
      ['engine', 'source', 'form', 'written', 'refused', 'codes'],
      deliveryRows(matrix.deliveries),
    ),
  ].join('\n')}\n`;
}

/** The one block that a run ends with. */
export function describeCounts(matrix: Matrix, counts: ToolCounts): string {
  return [
    ...countRows(matrix).map(([what, count]) => `${pad(count)}  ${what}`),
    ...counts
      .list()
      .map(
        ({ tool, what, count }) => `${pad(count)}  ${what} accepted by ${tool}`,
      ),
  ].join('\n');
}

function pad(count: string | number): string {
  return String(count).padStart(7);
}

function countRows(matrix: Matrix): Row[] {
  const { written, refused, deliveries, objects } = matrix;
  const accepted = deliveries.filter(({ refusals }) => refusals.length === 0);
  const perDeclaration = written.map(
    ({ combination }) =>
      accepted.filter(({ spec }) => isOf(spec, combination)).length,
  );
  return [
    ['declarations', written.length + refused.length],
    ['declarations written', written.length],
    ['declarations refused', refused.length],
    ...tally(refused.flatMap(({ codes }) => codes)).map(
      ([code, count]): Row => [`refused with ${code}`, count],
    ),
    [
      'environments rendered',
      written.reduce(
        (sum, { rendered }) => sum + Object.keys(rendered).length,
        0,
      ),
    ],
    ['deliveries', deliveries.length],
    ['deliveries written', accepted.length],
    ['deliveries refused', deliveries.length - accepted.length],
    [
      'combinations of declaration, environment, engine and source',
      perDeclaration.reduce((sum, count) => sum + count, 0),
    ],
    ['objects', objects.total],
    ['distinct objects', objects.list().length],
  ];
}

function isOf(
  spec: DeliveryCase['spec'],
  { declaration, form }: Combination,
): boolean {
  const { serving } = declaration;
  return (
    spec.form === form &&
    spec.servingKind === serving.kind &&
    (serving.kind !== 'InferenceService' ||
      spec.deploymentMode === serving.deploymentMode)
  );
}

function servingRows(matrix: Matrix): Row[] {
  return judge(matrix, ({ serving: { kind, mode, storage, variant } }) => [
    kind,
    mode,
    storage,
    variant,
  ]);
}

function profileRows(matrix: Matrix): Row[] {
  return judge(matrix, ({ serving, scaling, canary }) => [
    serving.kind,
    scaling,
    canary,
  ]);
}

function judge(
  { written, refused }: Matrix,
  nameOf: (combination: Combination) => readonly string[],
): Row[] {
  const rows = new Map<
    string,
    { written: number; refused: number; codes: string[] }
  >();
  const rowOf = (combination: Combination) => {
    const key = nameOf(combination).join('\n');
    const row = rows.get(key) ?? { written: 0, refused: 0, codes: [] };
    rows.set(key, row);
    return row;
  };
  for (const { combination } of written) rowOf(combination).written += 1;
  for (const { combination, codes } of refused) {
    const row = rowOf(combination);
    row.refused += 1;
    row.codes.push(...codes);
  }
  return [...rows]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, row]) => [
      ...key.split('\n'),
      row.written,
      row.refused,
      codesText(row.codes),
    ]);
}

function deliveryRows(deliveries: readonly DeliveryCase[]): Row[] {
  const rows = new Map<string, DeliveryCase[]>();
  for (const each of deliveries) {
    const key = [each.engine, each.source, each.spec.form].join('\n');
    rows.set(key, [...(rows.get(key) ?? []), each]);
  }
  return [...rows].map(([key, cases]) => {
    const refused = cases.filter(({ refusals }) => refusals.length > 0);
    return [
      ...key.split('\n'),
      cases.length - refused.length,
      refused.length,
      codesText(refused.flatMap(({ refusals }) => [...new Set(refusals)])),
    ];
  });
}

function codesText(codes: readonly string[]): string {
  return tally(codes)
    .map(([code, count]) => `${code} ${count}`)
    .join(', ');
}

function tally(words: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort(([left], [right]) => (left < right ? -1 : 1));
}

/** As prettier writes it: the columns are as wide as their widest cell. */
function table(head: readonly string[], rows: readonly Row[]): string[] {
  const cells = [head, ...rows].map(row => row.map(String));
  const widths = head.map((_, column) =>
    Math.max(3, ...cells.map(row => row[column].length)),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  return [
    line(cells[0]),
    `| ${widths.map(width => '-'.repeat(width)).join(' | ')} |`,
    ...cells.slice(1).map(line),
  ];
}

const CONTEXT_LINES = 3;

/** More changed lines than this are shown as one block: the search for the shortest difference grows with its square. */
const MAX_CHANGES = 1_000;

/**
 * The difference between two texts as `git diff` shows it.
 *
 * @param before - `undefined` for a file that is new
 * @returns an empty text where they are equal
 * @public
 */
export function unifiedDiff(
  path: string,
  before: string | undefined,
  after: string,
): string {
  if (before === after) return '';
  const steps = diffLines(splitLines(before ?? ''), splitLines(after));
  const from = before === undefined ? '/dev/null' : `a/${path}`;
  return [`--- ${from}`, `+++ b/${path}`, ...hunks(steps), ''].join('\n');
}

interface Step {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

function splitLines(text: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  const last = lines.pop();
  return last ? [...lines, `${last}\n\\ No newline at end of file`] : lines;
}

function diffLines(before: string[], after: string[]): Step[] {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start += 1;
  let end = 0;
  while (
    end < Math.min(before.length, after.length) - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  ) {
    end += 1;
  }
  const same = (text: string): Step => ({ sign: ' ', text });
  return [
    ...before.slice(0, start).map(same),
    ...shortest(
      before.slice(start, before.length - end),
      after.slice(start, after.length - end),
    ),
    ...before.slice(before.length - end).map(same),
  ];
}

/** E. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986). */
function shortest(before: readonly string[], after: readonly string[]): Step[] {
  const furthest = new Map<number, number>([[1, 0]]);
  const trace: Map<number, number>[] = [];
  for (let changes = 0; changes <= MAX_CHANGES; changes++) {
    trace.push(new Map(furthest));
    for (let diagonal = -changes; diagonal <= changes; diagonal += 2) {
      let x = isDown(furthest, diagonal, changes)
        ? furthest.get(diagonal + 1) ?? 0
        : (furthest.get(diagonal - 1) ?? 0) + 1;
      while (
        x < before.length &&
        x - diagonal < after.length &&
        before[x] === after[x - diagonal]
      ) {
        x += 1;
      }
      furthest.set(diagonal, x);
      if (x >= before.length && x - diagonal >= after.length) {
        return walkBack(trace, before, after);
      }
    }
  }
  return [
    ...before.map((text): Step => ({ sign: '-', text })),
    ...after.map((text): Step => ({ sign: '+', text })),
  ];
}

function isDown(
  furthest: ReadonlyMap<number, number>,
  diagonal: number,
  changes: number,
): boolean {
  return (
    diagonal === -changes ||
    (diagonal !== changes &&
      (furthest.get(diagonal - 1) ?? -1) < (furthest.get(diagonal + 1) ?? -1))
  );
}

function walkBack(
  trace: readonly ReadonlyMap<number, number>[],
  before: readonly string[],
  after: readonly string[],
): Step[] {
  const steps: Step[] = [];
  let [x, y] = [before.length, after.length];
  for (let changes = trace.length - 1; changes >= 0; changes--) {
    const furthest = trace[changes];
    const diagonal = x - y;
    const previous = isDown(furthest, diagonal, changes)
      ? diagonal + 1
      : diagonal - 1;
    const fromX = changes === 0 ? 0 : furthest.get(previous) ?? 0;
    const fromY = changes === 0 ? 0 : fromX - previous;
    while (x > fromX && y > fromY) {
      x -= 1;
      y -= 1;
      steps.push({ sign: ' ', text: before[x] });
    }
    if (changes === 0) break;
    if (x > fromX) {
      x -= 1;
      steps.push({ sign: '-', text: before[x] });
    } else if (y > fromY) {
      y -= 1;
      steps.push({ sign: '+', text: after[y] });
    }
  }
  return steps.reverse();
}

function hunks(steps: readonly Step[]): string[] {
  const lines: string[] = [];
  const changed = steps.flatMap(({ sign }, at) => (sign === ' ' ? [] : [at]));
  for (let first = 0; first < changed.length; ) {
    let last = first;
    while (
      last + 1 < changed.length &&
      changed[last + 1] - changed[last] <= 2 * CONTEXT_LINES
    ) {
      last += 1;
    }
    const from = Math.max(changed[first] - CONTEXT_LINES, 0);
    const to = Math.min(changed[last] + CONTEXT_LINES + 1, steps.length);
    lines.push(header(steps, from, to));
    lines.push(
      ...steps.slice(from, to).map(({ sign, text }) => `${sign}${text}`),
    );
    first = last + 1;
  }
  return lines;
}

function header(steps: readonly Step[], from: number, to: number): string {
  const count = (sign: '-' | '+', list: readonly Step[]) =>
    list.filter(step => step.sign === ' ' || step.sign === sign).length;
  const range = (sign: '-' | '+') => {
    const length = count(sign, steps.slice(from, to));
    const start = count(sign, steps.slice(0, from)) + (length > 0 ? 1 : 0);
    return `${sign}${start},${length}`;
  };
  return `@@ ${range('-')} ${range('+')} @@`;
}

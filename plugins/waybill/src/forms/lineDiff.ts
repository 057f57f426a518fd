/** A line of a file in a change of it. */
export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
  /** Number in the file before, for what is there before. */
  readonly before?: number;
  /** Number in the file after, for what is there after. */
  readonly after?: number;
}

/** Beyond this many lines by lines, what differs is shown as all removed and all added. */
const MAX_CELLS = 4_000_000;

/** What has to be taken away and added, line by line, so that one text becomes the other. */
export function lineDiff(before: string, after: string): DiffLine[] {
  const left = linesOf(before);
  const right = linesOf(after);
  const start = commonStart(left, right);
  const end = commonEnd(left, right, start);
  return numbered([
    ...left.slice(0, start).map(text => ({ kind: 'same' as const, text })),
    ...middle(
      left.slice(start, left.length - end),
      right.slice(start, right.length - end),
    ),
    ...left
      .slice(left.length - end)
      .map(text => ({ kind: 'same' as const, text })),
  ]);
}

/** Only what changes, with some lines around it; what is left out is a gap. */
export function diffHunks(
  lines: readonly DiffLine[],
  context = 3,
): readonly (readonly DiffLine[])[] {
  const hunks: DiffLine[][] = [];
  let lastShown = -1;
  lines.forEach((line, index) => {
    if (line.kind === 'same') return;
    const from = Math.max(lastShown + 1, index - context);
    const to = Math.min(lines.length - 1, index + context);
    if (hunks.length === 0 || from > lastShown + 1) {
      hunks.push([]);
    }
    for (let next = Math.max(from, lastShown + 1); next <= to; next++) {
      hunks[hunks.length - 1].push(lines[next]);
    }
    lastShown = Math.max(lastShown, to);
  });
  return hunks;
}

function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines[lines.length - 1] === '') {
    lines.pop();
  }
  return lines;
}

function commonStart(left: readonly string[], right: readonly string[]) {
  const length = Math.min(left.length, right.length);
  let count = 0;
  while (count < length && left[count] === right[count]) count++;
  return count;
}

function commonEnd(
  left: readonly string[],
  right: readonly string[],
  start: number,
) {
  const length = Math.min(left.length, right.length) - start;
  let count = 0;
  while (
    count < length &&
    left[left.length - 1 - count] === right[right.length - 1 - count]
  ) {
    count++;
  }
  return count;
}

type Change = Pick<DiffLine, 'kind' | 'text'>;

const removed = (text: string): Change => ({ kind: 'removed', text });
const added = (text: string): Change => ({ kind: 'added', text });

function middle(left: readonly string[], right: readonly string[]): Change[] {
  if (left.length * right.length > MAX_CELLS) {
    return [...left.map(removed), ...right.map(added)];
  }
  const lengths = commonLengths(left, right);
  const changes: Change[] = [];
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      changes.push({ kind: 'same', text: left[i] });
      i++;
      j++;
    } else if (
      j >= right.length ||
      (i < left.length && lengths[i + 1][j] >= lengths[i][j + 1])
    ) {
      changes.push(removed(left[i++]));
    } else {
      changes.push(added(right[j++]));
    }
  }
  return changes;
}

/** Length of the longest common subsequence of what begins at `[i]` and `[j]`. */
function commonLengths(
  left: readonly string[],
  right: readonly string[],
): readonly Uint32Array[] {
  const lengths = Array.from(
    { length: left.length + 1 },
    () => new Uint32Array(right.length + 1),
  );
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      lengths[i][j] =
        left[i] === right[j]
          ? lengths[i + 1][j + 1] + 1
          : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
    }
  }
  return lengths;
}

function numbered(changes: readonly Change[]): DiffLine[] {
  let [before, after] = [0, 0];
  return changes.map(change => ({
    ...change,
    ...(change.kind !== 'added' && { before: (before += 1) }),
    ...(change.kind !== 'removed' && { after: (after += 1) }),
  }));
}

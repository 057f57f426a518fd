import type { Run, Section } from '../Run';
import { formatSize } from '../sizes';
import { summarise } from '../statistics';
import { textTable } from './textTable';

/** The runs of a section, a line for each contender (and size), fastest first. */
export function sectionTable(runs: readonly Run[], section: Section): string {
  const groups = groupRuns(runs.filter(run => run.section === section));
  const rows = groups.map(group => [
    section === 'memory'
      ? `${group[0].contender}, ${formatSize(group[0].sizeBytes)}`
      : group[0].contender,
    spread(group, run => run.wallSeconds, seconds),
    spread(group, run => run.cpuSeconds, seconds),
    spread(group, run => run.peakBytes, formatSize),
    spread(group, run => run.writtenBytes, formatSize),
    spread(group, run => run.registryCpuSeconds, seconds),
    spread(group, run => run.otherCpuSeconds, seconds),
  ]);
  return textTable(
    [
      section,
      'wall s',
      'CPU s',
      'peak memory',
      'written',
      'registry CPU s',
      'other CPU s',
    ],
    rows,
  );
}

function groupRuns(runs: readonly Run[]): Run[][] {
  const groups = new Map<string, Run[]>();
  for (const run of runs) {
    const key = `${run.contender} ${run.sizeBytes}`;
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  const wall = (group: Run[]) =>
    summarise(group.map(({ wallSeconds }) => wallSeconds)).median;
  return [...groups.values()].sort((a, b) => wall(a) - wall(b));
}

function seconds(value: number): string {
  return value.toFixed(2);
}

function spread(
  group: readonly Run[],
  value: (run: Run) => number,
  format: (value: number) => string,
): string {
  const { min, median, max } = summarise(group.map(value));
  return group.length === 1
    ? format(median)
    : [min, median, max].map(format).join(' / ');
}

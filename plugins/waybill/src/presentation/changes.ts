import type {
  FileChange,
  VersionComparison,
} from '@waybill/backstage-plugin-waybill-common';
import type { Tone } from './tone';

/** The only place where a change of a file becomes a word and a colour. */
export const CHANGES: Readonly<
  Record<FileChange['change'], { readonly label: string; readonly tone: Tone }>
> = {
  added: { label: 'Added', tone: 'positive' },
  removed: { label: 'Removed', tone: 'negative' },
  changed: { label: 'Changed', tone: 'warning' },
  renamed: { label: 'Renamed', tone: 'progress' },
  same: { label: 'Same', tone: 'neutral' },
  unknown: { label: 'Not compared', tone: 'neutral' },
};

const ORDER = [
  'added',
  'removed',
  'changed',
  'renamed',
  'unknown',
  'same',
] as const satisfies readonly FileChange['change'][];

/** `1 added, 2 changed, 7 same` */
export function countsInWords(counts: VersionComparison['counts']): string {
  return ORDER.filter(change => counts[change] > 0)
    .map(change => `${counts[change]} ${CHANGES[change].label.toLowerCase()}`)
    .join(', ');
}

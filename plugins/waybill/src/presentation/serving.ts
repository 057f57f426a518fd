import type { ServingNote } from '@waybill/backstage-plugin-waybill-common';
import type { Tone } from './tone';

/** A note that several environments have in common. */
export interface GroupedNote
  extends Pick<ServingNote, 'code' | 'verdict' | 'why' | 'advice' | 'instead'> {
  /** Names or titles of the environments. */
  readonly environments: readonly string[];
}

/** Says each thing once, with all the environments that it is true of. */
export function groupNotes(
  notes: readonly ServingNote[],
  titleOf: (environment: string) => string = name => name,
): GroupedNote[] {
  const groups = new Map<string, GroupedNote & { environments: string[] }>();
  for (const { environment, ...note } of notes) {
    const key = `${note.code} ${note.instead ?? ''}`;
    const group = groups.get(key) ?? { ...note, environments: [] };
    group.environments.push(titleOf(environment));
    groups.set(key, group);
  }
  return [...groups.values()];
}

export function servingTone({ verdict }: Pick<ServingNote, 'verdict'>): Tone {
  return verdict === 'does-not-work' ? 'negative' : 'warning';
}

/** `Cannot be served in Development, Staging` */
export function servingTitle({ verdict, environments }: GroupedNote): string {
  const where = environments.join(', ');
  return verdict === 'does-not-work'
    ? `Cannot be served as usual in ${where}`
    : `Needs something set up in ${where}`;
}

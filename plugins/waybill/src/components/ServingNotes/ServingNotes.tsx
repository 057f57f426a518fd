import { RiAlertLine } from '@remixicon/react';
import {
  servingTitle,
  servingTone,
  type GroupedNote,
} from '../../presentation/serving';
import { toneClass } from '../../presentation/tone';
import styles from './ServingNotes.module.css';

/** What there is to say of serving a version; nothing where it just works. */
export function ServingNotes(props: {
  notes: readonly GroupedNote[];
  /** Only what is wrong, for a table; what to do about it is told elsewhere. */
  isBrief?: boolean;
}) {
  const { notes, isBrief } = props;
  if (notes.length === 0) {
    return null;
  }
  return (
    <ul className={styles.list} aria-label="Serving">
      {notes.map(note => (
        <li
          key={`${note.code} ${note.environments.join()}`}
          className={`${styles.note} ${toneClass(servingTone(note))}`}
        >
          <RiAlertLine className={styles.icon} aria-hidden="true" />
          <span>
            <strong>{servingTitle(note)}.</strong> {note.why}
            {!isBrief && ` ${note.advice}`}
            {note.instead && ` It can be served by ${note.instead}.`}
          </span>
        </li>
      ))}
    </ul>
  );
}

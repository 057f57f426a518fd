import type { DeclarationProblem } from '@waybill/backstage-plugin-waybill-common';
import { RiErrorWarningLine } from '@remixicon/react';
import { toneClass } from '../../presentation/tone';
import styles from './ProblemNotes.module.css';

/** What cannot be declared as it is, in sentences; with a way to the field, where one is given. */
export function ProblemNotes(props: {
  problems: readonly DeclarationProblem[];
  /** Goes to the field of a problem; absent where it is in sight. */
  onJump?: (problem: DeclarationProblem) => void;
  /** Whether there is a way to the field; always where absent. */
  canJump?: (problem: DeclarationProblem) => boolean;
  titleOf?: (field: string) => string;
}) {
  const { problems, onJump, canJump, titleOf = field => field } = props;
  if (problems.length === 0) {
    return null;
  }
  return (
    <ul
      className={`${styles.list} ${toneClass('negative')}`}
      aria-label="What has to change"
    >
      {problems.map(problem => (
        <li
          key={`${problem.field} ${problem.message}`}
          className={styles.problem}
        >
          <RiErrorWarningLine className={styles.icon} aria-hidden="true" />
          <span>
            {onJump && (canJump?.(problem) ?? true) ? (
              <button
                type="button"
                className={styles.jump}
                onClick={() => onJump(problem)}
              >
                {titleOf(problem.field)}
              </button>
            ) : (
              <strong>{titleOf(problem.field)}</strong>
            )}
            <span className={styles.message}>{problem.message}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

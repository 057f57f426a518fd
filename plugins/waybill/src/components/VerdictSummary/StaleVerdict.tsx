import type { Verdict } from '@waybill/backstage-plugin-waybill-common';
import { RiHistoryLine } from '@remixicon/react';
import { toneClass } from '../../presentation/tone';
import { VERDICT_PRESENTATION } from '../../presentation/verdict';
import { Age } from '../Age';
import styles from './VerdictSummary.module.css';

/** Says that a verdict is old, how old, and why; nothing where it is not. */
export function StaleVerdict({ verdict }: { verdict: Verdict }) {
  const { staleness, state, checkedAt } = verdict;
  if (!staleness) {
    return null;
  }
  return (
    <span className={`${styles.stale} ${toneClass('warning')}`}>
      <RiHistoryLine className={styles.staleIcon} aria-hidden="true" />
      <span>
        <strong>
          {VERDICT_PRESENTATION[state].label} <Age at={checkedAt} />, not
          checked since.
        </strong>{' '}
        {staleness.message} <Age at={staleness.triedAt} prefix="Tried " />
      </span>
    </span>
  );
}

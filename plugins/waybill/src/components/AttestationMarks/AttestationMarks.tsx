import type { VerdictAttestation } from '@waybill/backstage-plugin-waybill-common';
import { RiCheckLine, RiCloseLine } from '@remixicon/react';
import { listMarks } from '../../presentation/attestations';
import { toneClass } from '../../presentation/tone';
import styles from './AttestationMarks.module.css';

/** What is attached to a version, and whether anybody's word stands behind it. */
export function AttestationMarks(props: {
  attestations: readonly VerdictAttestation[];
}) {
  const marks = listMarks(props.attestations);
  if (marks.length === 0) {
    return null;
  }
  return (
    <ul className={styles.list} aria-label="Attestations">
      {marks.map(({ predicateType, label, isAccepted }) => (
        <li
          key={predicateType}
          className={`${styles.mark} ${toneClass(
            isAccepted ? 'positive' : 'warning',
          )}`}
          data-accepted={isAccepted || undefined}
          title={predicateType}
        >
          <span className={styles.icon} aria-hidden="true">
            {isAccepted ? <RiCheckLine /> : <RiCloseLine />}
          </span>
          {label}
          {!isAccepted && <span className={styles.refused}>not accepted</span>}
        </li>
      ))}
    </ul>
  );
}

import type { VerdictFinding } from '@waybill/backstage-plugin-waybill-common';
import { RiAlertLine } from '@remixicon/react';
import { nameForm } from '../../presentation/forms';
import { nameSigner } from '../../presentation/signer';
import { toneClass } from '../../presentation/tone';
import { Digest } from '../Digest';
import styles from './TrustDialog.module.css';

/** Signatures that are attached and do not count: why, and what to do. */
export function FindingList(props: { findings: readonly VerdictFinding[] }) {
  const { findings } = props;
  if (findings.length === 0) {
    return null;
  }
  return (
    <section aria-label="Signatures that do not count">
      <h3 className={styles.heading}>
        {findings.length === 1
          ? 'A signature that does not count'
          : `${findings.length} signatures that do not count`}
      </h3>
      <ul className={`${styles.findings} ${toneClass('warning')}`}>
        {findings.map((finding, index) => (
          <li key={finding.source ?? index} className={styles.finding}>
            <RiAlertLine className={styles.findingIcon} aria-hidden="true" />
            <div>
              <p>{finding.message}</p>
              <span className={styles.line}>
                {nameForm(finding.form)}
                {finding.signer && `, by ${nameSigner(finding.signer)}`}{' '}
                <code className={styles.reason}>{finding.reason}</code>{' '}
                {finding.source && <Digest digest={finding.source} />}
              </span>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

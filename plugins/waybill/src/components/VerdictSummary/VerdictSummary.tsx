import type { Verdict } from '@waybill/backstage-plugin-waybill-common';
import { RiAlertLine, RiKey2Line, RiUser3Line } from '@remixicon/react';
import type { ReactNode } from 'react';
import { isSignatureHidden, nameForm } from '../../presentation/forms';
import { nameSigner } from '../../presentation/signer';
import { toneClass } from '../../presentation/tone';
import { Age } from '../Age';
import { AttestationMarks } from '../AttestationMarks';
import { VerdictLabel } from '../VerdictLabel';
import { StaleVerdict } from './StaleVerdict';
import styles from './VerdictSummary.module.css';

/** A verdict in a few lines: what it is, by whose word and how we know, and what else is attached. */
export function VerdictSummary({ verdict }: { verdict: Verdict }) {
  const isVerified = verdict.state === 'verified';
  return (
    <div className={styles.root}>
      <span>
        <VerdictLabel state={verdict.state} isStale={!!verdict.staleness} />
      </span>
      <StaleVerdict verdict={verdict} />
      {isVerified && <SignedBy verdict={verdict} />}
      {!isVerified && <span className={styles.quiet}>{verdict.message}</span>}
      <AttestationMarks attestations={verdict.attestations} />
      {isSignatureHidden(verdict) && (
        <Warning>
          A bundle that does not count hides the good signature from cosign and
          Flux: sign it again to add a bundle
        </Warning>
      )}
      {isVerified && verdict.findings.length > 0 && (
        <Warning>
          {verdict.findings.length === 1
            ? '1 more signature does not count'
            : `${verdict.findings.length} more signatures do not count`}
        </Warning>
      )}
    </div>
  );
}

function Warning({ children }: { children: ReactNode }) {
  return (
    <span className={`${styles.findings} ${toneClass('warning')}`}>
      <RiAlertLine className={styles.staleIcon} aria-hidden="true" />
      <span>{children}</span>
    </span>
  );
}

function SignedBy({ verdict }: { verdict: Verdict }) {
  const { signer, signedAt, logEntry, policy, forms } = verdict;
  const issuer = signer?.identity?.issuer;
  return (
    <>
      <span className={styles.signer}>
        {issuer ? (
          <RiUser3Line className={styles.signerIcon} aria-hidden="true" />
        ) : (
          <RiKey2Line className={styles.signerIcon} aria-hidden="true" />
        )}
        <span>
          Signed by <strong>{nameSigner(signer)}</strong>
          {issuer && (
            <span className={styles.quiet}> vouched for by {issuer}</span>
          )}
        </span>
      </span>
      <span className={styles.quiet}>
        {signedAt ? (
          <Age at={signedAt} prefix="Signed " />
        ) : (
          'Nothing proves when'
        )}
        {signedAt &&
          (logEntry
            ? `, proven by log entry ${logEntry.logIndex}`
            : ', proven by a timestamp')}
        {policy && ` · policy ${policy}`}
        {forms.length > 0 && ` · ${forms.map(nameForm).join(' and ')}`}
      </span>
    </>
  );
}

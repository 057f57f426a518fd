import { Alert, Link } from '@backstage/ui';
import type { Verdict } from '@waybill/backstage-plugin-waybill-common';
import { adviceFor } from '../../presentation/adviceFor';
import { nameForm } from '../../presentation/forms';
import { nameSigner } from '../../presentation/signer';
import { toneClass } from '../../presentation/tone';
import { logEntryHref } from '../../presentation/transparencyLog';
import { VERDICT_PRESENTATION } from '../../presentation/verdict';
import { Age } from '../Age';
import { Digest } from '../Digest';
import { StaleVerdict } from '../VerdictSummary';
import { VerdictLabel } from '../VerdictLabel';
import { Fact, Facts } from './Facts';
import { FindingList } from './FindingList';
import { PolicyDemands, type PolicyRequest } from './PolicyDemands';
import styles from './TrustDialog.module.css';

/** What the verdict is, by whose word, and by which rule; and what is attached that does not count. */
export function VerdictPanel(props: {
  verdict: Verdict;
  policies: PolicyRequest;
  checkError?: Error;
}) {
  const { verdict, policies, checkError } = props;
  return (
    <div className={styles.panel}>
      {checkError && (
        <Alert
          status="danger"
          icon
          role="alert"
          title="It could not be checked again: this is what was known before"
          description={`${checkError.message} ${adviceFor(
            checkError,
            'Try again; if this stays, look at the log of the Waybill backend.',
          )}`}
        />
      )}
      <div
        className={`${styles.sentence} ${toneClass(
          VERDICT_PRESENTATION[verdict.state].tone,
        )}`}
      >
        <VerdictLabel state={verdict.state} isStale={!!verdict.staleness} />
        <p>{verdict.message}</p>
        <StaleVerdict verdict={verdict} />
      </div>
      <VerdictFacts verdict={verdict} />
      <PolicyDemands name={verdict.policy} request={policies} />
      <FindingList findings={verdict.findings} />
    </div>
  );
}

function VerdictFacts({ verdict }: { verdict: Verdict }) {
  const { signer, signedAt, logEntry, forms, reason } = verdict;
  return (
    <Facts>
      <Fact name="Digest">
        <Digest digest={verdict.digest} />
      </Fact>
      {signer && (
        <Fact
          name={verdict.state === 'verified' ? 'Signed by' : 'Claimed signer'}
        >
          <SignerFact signer={signer} />
        </Fact>
      )}
      {verdict.state === 'verified' && (
        <Fact name="Signed">
          {signedAt ? (
            <>
              <Age at={signedAt} /> ({new Date(signedAt).toLocaleString()})
              {logEntry
                ? ', proven by a transparency log'
                : ', proven by a timestamp authority'}
            </>
          ) : (
            'Nothing proves when: no log entry and no timestamp'
          )}
        </Fact>
      )}
      {logEntry && (
        <Fact name="Log entry">
          <LogEntryFact logEntry={logEntry} />
        </Fact>
      )}
      {forms.length > 0 && (
        <Fact name="Forms">{forms.map(nameForm).join(', ')}</Fact>
      )}
      <Fact name="Checked">
        <Age at={verdict.checkedAt} />{' '}
        <code className={styles.reason}>{reason}</code>
      </Fact>
    </Facts>
  );
}

function SignerFact({ signer }: { signer: NonNullable<Verdict['signer']> }) {
  const { identity, keyHint } = signer;
  return (
    <>
      <span className={styles.strong}>{nameSigner(signer)}</span>
      {identity && (
        <span className={styles.line}>vouched for by {identity.issuer}</span>
      )}
      {keyHint && !identity && (
        <span className={styles.line}>
          sha256 of the public key: <code>{keyHint}</code>
        </span>
      )}
    </>
  );
}

function LogEntryFact(props: { logEntry: NonNullable<Verdict['logEntry']> }) {
  const { logEntry } = props;
  const href = logEntryHref(logEntry);
  const text = `Entry ${logEntry.logIndex}`;
  return (
    <>
      {href ? (
        <Link href={href} target="_blank" variant="body-medium">
          {text}
        </Link>
      ) : (
        text
      )}
      <span className={styles.line}>
        {href ? 'of the public log rekor.sigstore.dev, ' : 'of the log '}
        <code>{logEntry.logId}</code>
      </span>
    </>
  );
}

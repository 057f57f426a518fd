import type { AttestationDocument } from '@waybill/backstage-plugin-waybill-common';
import { RiCheckLine, RiCloseLine } from '@remixicon/react';
import { useId } from 'react';
import { predicateLabel } from '../../presentation/attestations';
import { nameAttestationForm } from '../../presentation/forms';
import { nameSigner } from '../../presentation/signer';
import { Digest } from '../Digest';
import { ToneLabel } from '../ToneLabel';
import { PredicateText } from './PredicateText';
import { PredicateView } from './PredicateView';
import styles from './TrustDialog.module.css';

/** One attestation: whose word it is, and what it says. */
export function AttestationSection(props: {
  document: AttestationDocument;
  forms: readonly AttestationDocument['form'][];
}) {
  const { document, forms } = props;
  const { predicateType, isAccepted, predicate, isCut, message } = document;
  const titleId = useId();
  const label = predicateLabel(predicateType);
  return (
    <section aria-labelledby={titleId} className={styles.attestation}>
      <header className={styles.attestationHeader}>
        <h3 id={titleId} className={styles.attestationTitle}>
          {label}
        </h3>
        <ToneLabel
          label={isAccepted ? 'Accepted' : 'Not accepted'}
          icon={isAccepted ? <RiCheckLine /> : <RiCloseLine />}
          tone={isAccepted ? 'positive' : 'warning'}
          isBroken={!isAccepted}
        />
        <span className={styles.line}>
          by {nameSigner(document.signer)} ·{' '}
          {forms.map(nameAttestationForm).join(' and ')}{' '}
          {document.source && <Digest digest={document.source} />}
        </span>
      </header>
      {!isAccepted && (
        <p className={styles.refusal}>
          {message ?? 'No policy takes the word of who signed it.'} What it says
          is nobody&apos;s word that counts.{' '}
          {document.reason && (
            <code className={styles.reason}>{document.reason}</code>
          )}
        </p>
      )}
      {isAccepted && message && <p className={styles.quiet}>{message}</p>}
      {predicate !== undefined && (
        <>
          <PredicateView
            predicateType={predicateType}
            text={predicate}
            isCut={isCut}
            isTrusted={isAccepted}
          />
          <PredicateText
            label={label}
            text={predicate}
            isCut={isCut}
            predicateType={predicateType}
          />
        </>
      )}
    </section>
  );
}

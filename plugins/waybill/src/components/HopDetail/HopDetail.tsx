import { Link } from '@backstage/ui';
import type { Evidence, Hop } from '@waybill/backstage-plugin-waybill-common';
import type { ReactNode } from 'react';
import { HOP_TITLE } from '../../presentation/hopTitle';
import { safeHref } from '../../presentation/safeHref';
import { STATUS_PRESENTATION } from '../../presentation/status';
import { toneClass } from '../../presentation/tone';
import { Age } from '../Age';
import { Digest } from '../Digest';
import { StatusLabel } from '../StatusLabel';
import styles from './HopDetail.module.css';

/** What one hop says and what that rests on. */
export function HopDetail(props: {
  id: string;
  hop: Hop;
  environmentTitle: string;
  /** False where the same sentence stands above already. */
  isMessageShown: boolean;
  /** What else there is to say of this hop. */
  children?: ReactNode;
}) {
  const { id, hop, environmentTitle, isMessageShown } = props;
  const { tone } = STATUS_PRESENTATION[hop.status];
  return (
    <div
      id={id}
      role="region"
      aria-label={`${HOP_TITLE[hop.name]} in ${environmentTitle}`}
      className={`${styles.root} ${toneClass(tone)}`}
    >
      <div className={styles.statement}>
        <div className={styles.heading}>
          <span className={styles.name}>{HOP_TITLE[hop.name]}</span>
          <StatusLabel status={hop.status} />
          {hop.reason && <code className={styles.reason}>{hop.reason}</code>}
        </div>
        {isMessageShown && <p className={styles.message}>{hop.message}</p>}
        <p className={styles.times}>
          {hop.digest && <Digest digest={hop.digest} />}
          <Age at={hop.since} prefix="Since " />
          <Age at={hop.asOf} prefix="Observed " />
        </p>
      </div>
      {hop.evidence.length > 0 && <EvidenceList items={hop.evidence} />}
      {props.children}
    </div>
  );
}

function EvidenceList({ items }: { items: readonly Evidence[] }) {
  return (
    <dl className={styles.evidence} aria-label="Evidence">
      {items.map((item, index) => {
        const href = safeHref(item.href);
        return (
          <div key={index} className={styles.fact}>
            <dt>
              {href ? (
                <Link href={href} target="_blank" variant="body-small">
                  {item.subject}
                </Link>
              ) : (
                item.subject
              )}
            </dt>
            <dd>{item.detail}</dd>
          </div>
        );
      })}
    </dl>
  );
}

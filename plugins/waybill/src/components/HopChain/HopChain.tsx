import { VisuallyHidden } from '@backstage/ui';
import type {
  Hop,
  HopName,
  Waybill,
} from '@waybill/backstage-plugin-waybill-common';
import { HOP_TITLE } from '../../presentation/hopTitle';
import { STATUS_PRESENTATION } from '../../presentation/status';
import { toneClass } from '../../presentation/tone';
import { Age } from '../Age';
import styles from './HopChain.module.css';

/** The hops of a waybill as a connected chain; pressing one opens what it rests on. */
export function HopChain(props: {
  waybill: Waybill;
  /** Names the chain for those who do not see it beside its environment. */
  label: string;
  openHop?: HopName;
  /** Id of the element that shows the open hop. */
  detailId: string;
  onToggle: (hop: HopName) => void;
}) {
  const { waybill, label, openHop, detailId, onToggle } = props;
  return (
    <div className={styles.root}>
      <ol className={styles.chain} aria-label={label}>
        {waybill.hops.map((hop, index) => (
          <HopItem
            key={hop.name}
            hop={hop}
            next={waybill.hops[index + 1]}
            isFirstBroken={hop.name === waybill.firstBroken}
            isOpen={hop.name === openHop}
            detailId={detailId}
            onToggle={onToggle}
          />
        ))}
      </ol>
    </div>
  );
}

function HopItem(props: {
  hop: Hop;
  next?: Hop;
  isFirstBroken: boolean;
  isOpen: boolean;
  detailId: string;
  onToggle: (hop: HopName) => void;
}) {
  const { hop, next, isFirstBroken, isOpen, detailId, onToggle } = props;
  const { label, icon, tone } = STATUS_PRESENTATION[hop.status];
  const isPassed = hop.status === 'Current' && next?.status === 'Current';
  return (
    <li className={`${styles.hop} ${toneClass(tone)}`}>
      <button
        type="button"
        className={styles.button}
        aria-expanded={isOpen}
        aria-controls={isOpen ? detailId : undefined}
        data-first-broken={isFirstBroken || undefined}
        onClick={() => onToggle(hop.name)}
      >
        <span className={styles.rail} aria-hidden="true">
          <span className={styles.node} data-solid={isFirstBroken || undefined}>
            {icon}
          </span>
          {next && (
            <span className={styles.link} data-passed={isPassed || undefined} />
          )}
        </span>
        <span className={styles.words}>
          <span className={styles.name}>{HOP_TITLE[hop.name]}</span>
          <span className={styles.state}>
            <span className={styles.status}>{label}</span>
            {isFirstBroken && (
              <VisuallyHidden>, first broken hop</VisuallyHidden>
            )}
            <span className={styles.age}>
              <Age at={hop.since} />
            </span>
          </span>
        </span>
      </button>
    </li>
  );
}

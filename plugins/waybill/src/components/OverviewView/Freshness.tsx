import { Age } from '../Age';
import styles from './OverviewView.module.css';

/** How fresh the page is, and whether it hears of changes or has to ask. */
export function Freshness(props: { asOf: string; isLive: boolean }) {
  return (
    <span className={styles.freshness}>
      <span
        className={styles.pulse}
        data-live={props.isLive || undefined}
        aria-hidden="true"
      />
      {props.isLive ? 'Listening for changes' : 'Asking every 10 s'}
      <Age at={props.asOf} prefix="· updated " />
    </span>
  );
}

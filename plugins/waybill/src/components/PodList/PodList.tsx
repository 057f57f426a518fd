import { Button } from '@backstage/ui';
import type { PodSummary } from '@waybill/backstage-plugin-waybill-common';
import { RiFileTextLine } from '@remixicon/react';
import { podStatus } from '../../presentation/podStatus';
import { STATUS_PRESENTATION } from '../../presentation/status';
import { Age } from '../Age';
import { Digest } from '../Digest';
import { ToneLabel } from '../ToneLabel';
import styles from './PodList.module.css';

/** The pods of a placement, with the model bytes that each holds. */
export function PodList(props: {
  id: string;
  pods: readonly PodSummary[];
  environmentTitle: string;
  onOpenLog: (pod: string) => void;
}) {
  return (
    <ul
      id={props.id}
      className={styles.list}
      aria-label={`Pods in ${props.environmentTitle}`}
    >
      {props.pods.map(pod => (
        <PodItem key={pod.name} pod={pod} onOpenLog={props.onOpenLog} />
      ))}
    </ul>
  );
}

function PodItem(props: { pod: PodSummary; onOpenLog: (pod: string) => void }) {
  const { pod, onOpenLog } = props;
  const { icon, tone } = STATUS_PRESENTATION[podStatus(pod)];
  return (
    <li className={styles.pod}>
      <div className={styles.identity}>
        <code className={styles.name}>{pod.name}</code>
        {pod.message && <p className={styles.message}>{pod.message}</p>}
      </div>
      <span className={styles.state}>
        <ToneLabel label={pod.state} icon={icon} tone={tone} />
      </span>
      <span className={styles.facts}>
        <span>{pod.isReady ? 'Ready' : 'Not ready'}</span>
        <span>{countRestarts(pod.restarts)}</span>
        <Age at={pod.since} />
      </span>
      <span className={styles.digest}>
        {pod.modelDigest ? (
          <Digest digest={pod.modelDigest} />
        ) : (
          'Digest not known'
        )}
      </span>
      <span className={styles.action}>
        <Button
          size="small"
          variant="tertiary"
          iconStart={<RiFileTextLine />}
          aria-label={`Log of ${pod.name}`}
          onPress={() => onOpenLog(pod.name)}
        >
          Log
        </Button>
      </span>
    </li>
  );
}

function countRestarts(restarts: number): string {
  return restarts === 1 ? '1 restart' : `${restarts} restarts`;
}

import type { Placement } from '@waybill/backstage-plugin-waybill-common';
import { RiArrowDownSLine, RiArrowRightSLine } from '@remixicon/react';
import { useId, useState } from 'react';
import { PodList } from '../PodList';
import styles from './PlacementSection.module.css';

/** The pods, folded away while there is nothing to see in them. */
export function PodSection(props: {
  placement: Placement;
  onOpenLog: (pod: string) => void;
}) {
  const { placement, onOpenLog } = props;
  const { pods, environment } = placement;
  const listId = useId();
  const [isOpenByChoice, setIsOpenByChoice] = useState<boolean>();
  if (pods.length === 0) {
    return null;
  }

  const ready = pods.filter(pod => pod.isReady).length;
  const restarts = pods.reduce((sum, pod) => sum + pod.restarts, 0);
  const isWell = ready === pods.length && restarts === 0;
  const isOpen = isOpenByChoice ?? !isWell;
  return (
    <div className={styles.pods}>
      <button
        type="button"
        className={styles.podsToggle}
        aria-expanded={isOpen}
        aria-controls={isOpen ? listId : undefined}
        onClick={() => setIsOpenByChoice(!isOpen)}
      >
        {isOpen ? (
          <RiArrowDownSLine aria-hidden="true" />
        ) : (
          <RiArrowRightSLine aria-hidden="true" />
        )}
        <span className={styles.podsTitle}>
          {pods.length === 1 ? '1 pod' : `${pods.length} pods`}
        </span>
        <span className={styles.quiet}>
          {ready} ready{restarts > 0 && `, ${restarts} restarts`}
        </span>
      </button>
      {isOpen && (
        <PodList
          id={listId}
          pods={pods}
          environmentTitle={environment.title}
          onOpenLog={onOpenLog}
        />
      )}
    </div>
  );
}

import { Box, Link } from '@backstage/ui';
import type {
  Hop,
  HopName,
  Placement,
  Problem,
  VersionSummary,
  Waybill,
} from '@waybill/backstage-plugin-waybill-common';
import { useId, useState } from 'react';
import { isNotShipped } from '../../presentation/isNotShipped';
import type { OpenTrust } from '../../presentation/openTrust';
import { safeHref } from '../../presentation/safeHref';
import { STATUS_PRESENTATION } from '../../presentation/status';
import { toneClass } from '../../presentation/tone';
import { Age } from '../Age';
import { HopChain } from '../HopChain';
import { HopDetail } from '../HopDetail';
import { DisagreementAlert, ownVoice } from '../OtherVoices';
import { SignedDetail } from '../SignedDetail';
import { StatusLabel } from '../StatusLabel';
import { PlacementFacts } from './PlacementFacts';
import { PodSection } from './PodSection';
import styles from './PlacementSection.module.css';

/** One environment: how far the model's waybill goes there, and what runs. */
export function PlacementSection(props: {
  placement: Placement;
  versions: readonly VersionSummary[];
  /** Set where the environment's cluster cannot be read: what is shown is old. */
  clusterProblem?: Problem;
  onOpenLog: (environment: string, pod: string) => void;
  onOpenTrust: OpenTrust;
}) {
  const { placement, versions, clusterProblem, onOpenLog, onOpenTrust } = props;
  const { environment, waybill } = placement;
  const titleId = useId();
  const detailId = useId();
  const [chosenHop, setChosenHop] = useState<HopName | 'none'>();

  if (isNotShipped(placement)) {
    return <AbsentPlacement {...props} />;
  }

  const own = ownVoice(placement, versions);
  const openHop = waybill.hops.find(
    hop => hop.name === (chosenHop ?? hopToShow(waybill)),
  );
  return (
    <Box
      as="section"
      bg="neutral"
      className={styles.root}
      aria-labelledby={titleId}
    >
      <header className={styles.header}>
        <h3 id={titleId} className={styles.title}>
          {environment.title}
        </h3>
        <StatusLabel status={placement.status} />
        {clusterProblem && <StaleMark problem={clusterProblem} />}
        <Place placement={placement} />
      </header>
      <Summary placement={placement} />
      <DisagreementAlert own={own} voices={placement.otherVoices} />
      <PlacementFacts
        placement={placement}
        versions={versions}
        onOpenTrust={onOpenTrust}
      />
      <HopChain
        waybill={waybill}
        label={`Waybill of ${environment.title}`}
        openHop={openHop?.name}
        detailId={detailId}
        onToggle={hop => setChosenHop(hop === openHop?.name ? 'none' : hop)}
      />
      {openHop && (
        <HopDetail
          id={detailId}
          hop={openHop}
          environmentTitle={environment.title}
          isMessageShown={!waybill.summary.includes(openHop.message)}
        >
          {openHop.name === 'signed' && (
            <SignedDetail
              own={own}
              voices={placement.otherVoices}
              environment={environment.name}
              environmentTitle={environment.title}
              onOpenTrust={onOpenTrust}
            />
          )}
        </HopDetail>
      )}
      <PodSection
        placement={placement}
        onOpenLog={pod => onOpenLog(environment.name, pod)}
      />
    </Box>
  );
}

/** What went wrong is what one came to read. What is only on its way is not opened: the page would jump with each hop. */
function hopToShow(waybill: Waybill): HopName | undefined {
  const broken = firstBrokenHop(waybill);
  return broken && ['Failed', 'NotFound', 'Unknown'].includes(broken.status)
    ? broken.name
    : undefined;
}

function firstBrokenHop(waybill: Waybill): Hop | undefined {
  return waybill.hops.find(({ name }) => name === waybill.firstBroken);
}

/** Not shipped here is no failure: one quiet line, unless it could not even be looked at. */
function AbsentPlacement(props: {
  placement: Placement;
  clusterProblem?: Problem;
}) {
  const { placement, clusterProblem } = props;
  const titleId = useId();
  return (
    <section className={styles.absent} aria-labelledby={titleId}>
      <h3 id={titleId} className={styles.absentTitle}>
        {placement.environment.title}
      </h3>
      <span>
        {clusterProblem
          ? `Not known: cluster ${clusterProblem.name} cannot be read`
          : 'Not shipped here'}
      </span>
      <Place placement={placement} />
    </section>
  );
}

/** The sentence that names the first broken hop; quiet where all is well. */
function Summary({ placement }: { placement: Placement }) {
  const { waybill } = placement;
  const { summary } = waybill;
  const broken = firstBrokenHop(waybill);
  if (!broken) {
    return <p className={styles.summary}>{summary}</p>;
  }
  const { icon, tone } = STATUS_PRESENTATION[broken.status];
  return (
    <p className={`${styles.broken} ${toneClass(tone)}`}>
      <span className={styles.brokenIcon} aria-hidden="true">
        {icon}
      </span>
      {summary}
    </p>
  );
}

function StaleMark({ problem }: { problem: Problem }) {
  return (
    <span className={`${styles.stale} ${toneClass('warning')}`}>
      Old data
      {problem.lastGoodAt && (
        <>
          , last seen <Age at={problem.lastGoodAt} />
        </>
      )}
    </span>
  );
}

function Place({ placement }: { placement: Placement }) {
  const { cluster, namespace } = placement.environment;
  const href = safeHref(placement.url);
  return (
    <span className={styles.place}>
      {href && (
        <Link href={href} target="_blank" variant="body-small">
          Endpoint
        </Link>
      )}
      <span>
        cluster {cluster}, namespace {namespace}
      </span>
    </span>
  );
}

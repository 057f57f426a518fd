import { stringifyEntityRef } from '@backstage/catalog-model';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { EntityInfoCard, useEntity } from '@backstage/plugin-catalog-react';
import { Link, Skeleton } from '@backstage/ui';
import type {
  ModelOverview,
  Placement,
} from '@waybill/backstage-plugin-waybill-common';
import { RiAlertLine } from '@remixicon/react';
import { NowProvider } from '../../hooks/useNow';
import { useModelOverview } from '../../hooks/useModelOverview';
import { inkClass } from '../../presentation/ink';
import { isNotShipped } from '../../presentation/isNotShipped';
import { toneClass } from '../../presentation/tone';
import { listDiffering, nameVoices } from '../../presentation/voices';
import { waybillTabRouteRef } from '../../routes';
import { Age } from '../Age';
import { StatusLabel } from '../StatusLabel';
import { VerdictLabel } from '../VerdictLabel';
import styles from './WaybillCard.module.css';

/** One line for each environment on the overview of a model. */
export function WaybillCard() {
  const { entity } = useEntity();
  const { overview, receivedAtMs, error } = useModelOverview(
    stringifyEntityRef(entity),
  );
  const tabLink = useRouteRef(waybillTabRouteRef);
  return (
    <EntityInfoCard
      className={inkClass}
      title="Waybill"
      headerActions={
        tabLink && (
          <Link href={tabLink()} variant="body-small">
            Open waybill
          </Link>
        )
      }
    >
      {overview && receivedAtMs !== undefined ? (
        <NowProvider answer={{ asOf: overview.asOf, receivedAtMs }}>
          <EnvironmentLines overview={overview} />
          {error && (
            <p className={styles.note} role="alert">
              Not up to date: known <Age at={overview.asOf} />. {error.message}
            </p>
          )}
        </NowProvider>
      ) : (
        <Pending error={error} />
      )}
    </EntityInfoCard>
  );
}

function Pending({ error }: { error?: Error }) {
  return error ? (
    <p className={styles.note} role="alert">
      The waybill could not be read: {error.message}
    </p>
  ) : (
    <Skeleton width="100%" height={72} />
  );
}

function EnvironmentLines({ overview }: { overview: ModelOverview }) {
  return (
    <ul className={styles.list}>
      {overview.placements.map(placement => (
        <EnvironmentLine
          key={placement.environment.name}
          placement={placement}
          overview={overview}
        />
      ))}
    </ul>
  );
}

function EnvironmentLine(props: {
  placement: Placement;
  overview: ModelOverview;
}) {
  const { placement, overview } = props;
  const running = overview.versions.find(
    version => version.digest === placement.runningDigest,
  );
  return (
    <li className={styles.line}>
      <span className={styles.name}>{placement.environment.title}</span>
      {isNotShipped(placement) ? (
        <span className={styles.quiet}>Not shipped here</span>
      ) : (
        <>
          <span className={styles.version}>
            {running?.tag ?? (
              <span className={styles.quiet}>
                {placement.version && `${placement.version} declared`}
              </span>
            )}
          </span>
          <span className={styles.labels}>
            {running && (
              <VerdictLabel
                state={running.verdict.state}
                message={running.verdict.message}
                isStale={!!running.verdict.staleness}
              />
            )}
            <StatusLabel status={placement.status} />
          </span>
          {placement.status !== 'Current' && (
            <span className={styles.summary}>{placement.waybill.summary}</span>
          )}
          <DifferingVoices placement={placement} />
        </>
      )}
    </li>
  );
}

function DifferingVoices({ placement }: { placement: Placement }) {
  const differing = listDiffering(placement.otherVoices);
  if (differing.length === 0) {
    return null;
  }
  return (
    <span className={`${styles.differing} ${toneClass('warning')}`}>
      <RiAlertLine className={styles.icon} aria-hidden="true" />
      <span>
        {nameVoices(differing)} not agree on whether it may be trusted: open the
        waybill.
      </span>
    </span>
  );
}

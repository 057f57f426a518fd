import { Box, Button } from '@backstage/ui';
import type {
  ModelOverview,
  VersionSummary,
} from '@waybill/backstage-plugin-waybill-common';
import { RiShieldKeyholeLine } from '@remixicon/react';
import { useId } from 'react';
import { isNotShipped } from '../../presentation/isNotShipped';
import type { OpenTrust } from '../../presentation/openTrust';
import { PlacementSection } from '../PlacementSection';
import { ProblemAlerts } from '../ProblemAlerts';
import { VersionsTable } from '../VersionsTable';
import { EmptyModel } from './EmptyModel';
import { Freshness } from './Freshness';
import { SummaryAnnouncer } from './SummaryAnnouncer';
import styles from './OverviewView.module.css';

/** Everything that the tab shows, of an overview that is there. */
export function OverviewView(props: {
  overview: ModelOverview;
  isLive: boolean;
  onOpenLog: (environment: string, pod: string) => void;
  onOpenVersion: (version: VersionSummary) => void;
  onOpenTrust: OpenTrust;
  onOpenPolicies: () => void;
}) {
  const { overview, isLive, onOpenLog, onOpenVersion, onOpenTrust } = props;
  const { repository, placements, versions, problems } = overview;
  const environmentsId = useId();
  const versionsId = useId();
  const isShipped =
    versions.length > 0 ||
    placements.some(placement => !isNotShipped(placement));
  const clusterProblems = new Map(
    problems.flatMap(problem =>
      problem.source === 'cluster' ? [[problem.name, problem] as const] : [],
    ),
  );

  return (
    <>
      <SummaryAnnouncer placements={placements} />
      <div className={styles.top}>
        <code className={styles.repository}>{repository}</code>
        <Freshness asOf={overview.asOf} isLive={isLive} />
      </div>
      <ProblemAlerts problems={problems} />
      {!isShipped && problems.length === 0 && <EmptyModel />}
      {placements.length > 0 && (
        <section aria-labelledby={environmentsId} className={styles.group}>
          <div className={styles.headingRow}>
            <h2 id={environmentsId} className={styles.heading}>
              Environments
            </h2>
            <Button
              size="small"
              variant="tertiary"
              iconStart={<RiShieldKeyholeLine />}
              onPress={props.onOpenPolicies}
            >
              Policies for clusters
            </Button>
          </div>
          {placements.map(placement => (
            <PlacementSection
              key={placement.environment.name}
              placement={placement}
              versions={versions}
              clusterProblem={clusterProblems.get(
                placement.environment.cluster,
              )}
              onOpenLog={onOpenLog}
              onOpenTrust={onOpenTrust}
            />
          ))}
        </section>
      )}
      {versions.length > 0 && (
        <section aria-labelledby={versionsId} className={styles.group}>
          <h2 id={versionsId} className={styles.heading}>
            Versions
          </h2>
          <Box bg="neutral" className={styles.sheet}>
            <VersionsTable
              versions={versions}
              placements={placements}
              onOpen={onOpenVersion}
              onOpenTrust={onOpenTrust}
            />
          </Box>
        </section>
      )}
    </>
  );
}

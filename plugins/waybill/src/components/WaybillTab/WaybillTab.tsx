import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import {
  ANNOTATION_REPOSITORY,
  type ModelOverview,
  type VersionSummary,
} from '@waybill/backstage-plugin-waybill-common';
import { useState } from 'react';
import type { PodLogTarget } from '../../api';
import { NowProvider } from '../../hooks/useNow';
import { useModelOverview } from '../../hooks/useModelOverview';
import { inkClass } from '../../presentation/ink';
import type { TrustTarget } from '../../presentation/openTrust';
import { OverviewView } from '../OverviewView';
import { ContentsDialog } from '../ContentsDialog';
import { PodLogDialog } from '../PodLogDialog';
import { PoliciesDialog } from '../PoliciesDialog';
import { TrustDialog } from '../TrustDialog';
import { MissingRepository } from './MissingRepository';
import { OverviewFailed } from './OverviewFailed';
import { OverviewSkeleton } from './OverviewSkeleton';
import { StaleAlert } from './StaleAlert';
import styles from './WaybillTab.module.css';

/** The Waybill tab of a model. */
export function WaybillTab() {
  const { entity } = useEntity();
  return (
    <div className={`${styles.root} ${inkClass}`}>
      {entity.metadata.annotations?.[ANNOTATION_REPOSITORY] ? (
        <ModelWaybill entityRef={stringifyEntityRef(entity)} />
      ) : (
        <MissingRepository name={entity.metadata.name} />
      )}
    </div>
  );
}

function ModelWaybill({ entityRef }: { entityRef: string }) {
  const { overview, receivedAtMs, error, isLive, refresh } =
    useModelOverview(entityRef);
  const [logTarget, setLogTarget] = useState<PodLogTarget>();
  const [version, setVersion] = useState<VersionSummary>();
  const [trustTarget, setTrustTarget] = useState<TrustTarget>();
  const [isPoliciesOpen, setIsPoliciesOpen] = useState(false);

  if (!overview || receivedAtMs === undefined) {
    return error ? (
      <OverviewFailed error={error} onRetry={refresh} />
    ) : (
      <OverviewSkeleton />
    );
  }
  return (
    <NowProvider answer={{ asOf: overview.asOf, receivedAtMs }}>
      {error && (
        <StaleAlert error={error} asOf={overview.asOf} onRetry={refresh} />
      )}
      <OverviewView
        overview={overview}
        isLive={isLive && !error}
        onOpenLog={(environment, pod) =>
          setLogTarget({ entityRef, environment, pod })
        }
        onOpenVersion={setVersion}
        onOpenTrust={setTrustTarget}
        onOpenPolicies={() => setIsPoliciesOpen(true)}
      />
      {version && (
        <ContentsDialog
          entityRef={entityRef}
          version={version}
          versions={overview.versions}
          titleOf={name =>
            overview.placements.find(
              ({ environment }) => environment.name === name,
            )?.environment.title ?? name
          }
          onClose={() => setVersion(undefined)}
        />
      )}
      {trustTarget && (
        <VersionTrust
          overview={overview}
          target={trustTarget}
          onChecked={refresh}
          onClose={() => setTrustTarget(undefined)}
        />
      )}
      {isPoliciesOpen && (
        <PoliciesDialog
          repository={overview.repository}
          environments={overview.placements.map(
            ({ environment }) => environment,
          )}
          onClose={() => setIsPoliciesOpen(false)}
        />
      )}
      {logTarget && (
        <PodLogDialog
          target={logTarget}
          onClose={() => setLogTarget(undefined)}
        />
      )}
    </NowProvider>
  );
}

/** The dialog about a version as the newest overview knows it: a check may change the verdict while it is open. */
function VersionTrust(props: {
  overview: ModelOverview;
  target: TrustTarget;
  onChecked: () => void;
  onClose: () => void;
}) {
  const { overview, target, onChecked, onClose } = props;
  const version = overview.versions.find(
    ({ digest }) => digest === target.digest,
  );
  if (!version) {
    return null;
  }
  return (
    <TrustDialog
      entityRef={overview.entityRef}
      repository={overview.repository}
      version={version}
      environments={overview.placements
        .map(({ environment }) => environment)
        .filter(
          ({ name }) => !target.environment || name === target.environment,
        )}
      initialTab={target.tab}
      onChecked={onChecked}
      onClose={onClose}
    />
  );
}

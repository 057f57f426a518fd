import type {
  Placement,
  Track,
  VersionSummary,
} from '@waybill/backstage-plugin-waybill-common';
import type { ReactNode } from 'react';
import type { OpenTrust } from '../../presentation/openTrust';
import { VERDICT_PRESENTATION } from '../../presentation/verdict';
import { Digest } from '../Digest';
import { VerdictLabel } from '../VerdictLabel';
import styles from './PlacementSection.module.css';

/** Which bytes run, whether they may be trusted, and what is declared where that differs. */
export function PlacementFacts(props: {
  placement: Placement;
  versions: readonly VersionSummary[];
  onOpenTrust: OpenTrust;
}) {
  const { placement, versions, onOpenTrust } = props;
  const { runningDigest, declaredDigest, tracks } = placement;
  const isDifferent =
    declaredDigest !== undefined && declaredDigest !== runningDigest;
  return (
    <dl className={styles.facts}>
      <Fact term="Running">
        {runningDigest ? (
          <VersionOf
            digest={runningDigest}
            versions={versions}
            onOpenTrust={onOpenTrust}
          />
        ) : (
          <span className={styles.quiet}>No pod is ready</span>
        )}
      </Fact>
      {isDifferent && (
        <Fact term="Declared">
          <VersionOf
            digest={declaredDigest}
            version={placement.version}
            versions={versions}
          />
        </Fact>
      )}
      {tracks.length > 1 && (
        <Fact term="Traffic">
          <span>{tracks.map(describeTrack).join(' · ')}</span>
        </Fact>
      )}
    </dl>
  );
}

function Fact(props: { term: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{props.term}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

function VersionOf(props: {
  digest: string;
  version?: string;
  versions: readonly VersionSummary[];
  /** Given where the verdict is to be shown. */
  onOpenTrust?: OpenTrust;
}) {
  const { digest, versions, onOpenTrust } = props;
  const known = versions.find(version => version.digest === digest);
  const tag = props.version ?? known?.tag;
  return (
    <>
      {tag && <span className={styles.version}>{tag}</span>}
      <Digest digest={digest} />
      {onOpenTrust && known && (
        <button
          type="button"
          className={styles.verdict}
          aria-label={`${
            VERDICT_PRESENTATION[known.verdict.state].label
          }: look into the trust in ${known.tag}`}
          onClick={() => onOpenTrust({ digest })}
        >
          <VerdictLabel
            state={known.verdict.state}
            message={known.verdict.message}
            isStale={!!known.verdict.staleness}
          />
        </button>
      )}
    </>
  );
}

function describeTrack(track: Track): string {
  const percent = track.actualPercent ?? track.desiredPercent;
  return percent === undefined ? track.name : `${track.name} ${percent} %`;
}

import type { Observation } from '../observation';
import { knowKind, type PlacementFacts } from '../placementFacts';
import type { Status } from '../status';
import { describeAge, latestTime } from '../time';
import type { Evidence, Hop, HopName } from '../waybill';
import { asSentence, cleanText } from '../wording';

/** What a hop found out; times and staleness are added by {@link buildClusterHop}. @internal */
export interface HopFinding {
  readonly status: Status;
  readonly message: string;
  readonly reason?: string;
  readonly since?: string;
  readonly digest?: string;
  readonly evidence?: readonly Evidence[];
}

/**
 * A hop whose inputs did not come from a cluster.
 *
 * @internal
 */
export function buildHop(
  name: HopName,
  finding: HopFinding,
  asOf?: string,
): Hop {
  return {
    name,
    status: finding.status,
    message: asSentence(cleanText(finding.message)),
    ...(finding.reason !== undefined && { reason: finding.reason }),
    ...(finding.since !== undefined && { since: finding.since }),
    ...(asOf !== undefined && { asOf }),
    ...(finding.digest !== undefined && { digest: finding.digest }),
    evidence: (finding.evidence ?? []).map(fact => ({
      ...fact,
      detail: cleanText(fact.detail),
    })),
  };
}

/**
 * A hop that rests on objects of a cluster, or on their not being there: `kinds` are those that were looked for. Where
 * the cluster does not answer now, the hop says so and stays what it was: old data is shown as old.
 *
 * @internal
 */
export function buildClusterHop(
  facts: PlacementFacts,
  name: HopName,
  kinds: readonly string[],
  objects: readonly Observation[],
  finding: HopFinding,
): Hop {
  const asOf = latestTime([
    ...objects.map(({ observedAt }) => observedAt),
    ...kinds.map(kind => knowKind(facts, kind).lastContactAt),
  ]);
  const failing = kinds
    .map(kind => knowKind(facts, kind))
    .find(({ isFailing }) => isFailing);
  if (!failing || finding.status === 'Unknown') {
    return buildHop(name, finding, asOf);
  }
  const { cluster } = facts.environment;
  return buildHop(
    name,
    {
      ...finding,
      message: `${asSentence(finding.message)} Last seen ${describeAge(
        asOf,
        facts.now,
      )}: the cluster '${cluster}' does not answer.`,
      evidence: [
        ...(finding.evidence ?? []),
        {
          subject: `cluster ${cluster}`,
          detail: failing.error ?? 'does not answer',
        },
      ],
    },
    asOf,
  );
}

/**
 * What to say of a kind of which the cluster has never told anything; `undefined` where it has.
 *
 * @internal
 */
export function findUnlisted(
  facts: PlacementFacts,
  ...kinds: readonly string[]
): HopFinding | undefined {
  const unlisted = kinds.find(kind => !knowKind(facts, kind).isListed);
  if (unlisted === undefined) return undefined;
  const { isFailing, error } = knowKind(facts, unlisted);
  const { cluster } = facts.environment;
  return {
    status: 'Unknown',
    reason: isFailing ? 'ClusterUnavailable' : 'NotObserved',
    message: isFailing
      ? `The cluster '${cluster}' does not answer, and nothing was seen of it before${
          error ? `: ${error}` : '.'
        }`
      : `The cluster '${cluster}' has not listed its objects of the kind ${unlisted} yet.`,
  };
}

/**
 * What every hop behind `declared` says of a model that was never shipped here.
 *
 * @internal
 */
export function notShipped(facts: PlacementFacts, detail = ''): HopFinding {
  return {
    status: 'NotFound',
    reason: 'NotShipped',
    message: `Not shipped to ${facts.environment.name} yet${detail}.`,
  };
}

/** `OCIRepository flux-system/iris`, to name an object to a person. @internal */
export function nameObject({
  kind,
  namespace,
  name,
}: Pick<Observation, 'kind' | 'namespace' | 'name'>): string {
  return `${kind} ${namespace}/${name}`;
}

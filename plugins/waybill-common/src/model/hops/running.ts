import {
  nameDigest,
  servingKindOf,
  type PlacementFacts,
} from '../placementFacts';
import type { Status } from '../status';
import { latestTime } from '../time';
import { numberAt } from '../untrustedJson';
import type { Hop } from '../waybill';
import { countOf } from '../wording';
import type { PodFacts, Workload } from '../workload';
import {
  buildClusterHop,
  findUnlisted,
  notShipped,
  type HopFinding,
} from './buildHop';

/**
 * Whether ready pods hold the declared digest, by what the nodes say that they pulled.
 *
 * @internal
 */
export function deriveRunning(
  facts: PlacementFacts,
  workload: Workload,
  applied: Hop,
  ready: Hop,
): Hop {
  const pods = workload.stablePods;
  return buildClusterHop(
    facts,
    'running',
    ['Pod'],
    workload.pods.map(({ observation }) => observation),
    pods.length === 0
      ? findNone(facts, workload, ready)
      : {
          ...findRunning(facts, pods, applied),
          evidence: gatherEvidence(facts, pods),
        },
  );
}

function findNone(
  facts: PlacementFacts,
  workload: Workload,
  ready: Hop,
): HopFinding {
  if (facts.presence === 'absent') return notShipped(facts);
  const { serving } = facts.objects;
  const unlisted = findUnlisted(
    facts,
    ...(serving ? [] : [servingKindOf(facts)]),
    'Pod',
  );
  if (unlisted) return unlisted;
  if (workload.pods.some(({ status }) => status.status === 'Terminating')) {
    return {
      status: 'Terminating',
      reason: 'Terminating',
      message: 'The last pods are ending, and no other takes their place.',
    };
  }
  if (!serving) {
    return { status: 'NotFound', reason: 'NoPods', message: 'No pod runs.' };
  }
  if (ready.reason === 'Stopped') {
    return {
      status: 'NotFound',
      reason: 'Stopped',
      message: 'No pod runs: serving was stopped.',
    };
  }
  const { stableDeployment } = workload;
  const isZero =
    (stableDeployment &&
      numberAt(stableDeployment.object, 'spec', 'replicas') === 0) ||
    numberAt(serving.object, 'spec', 'predictor', 'minReplicas') === 0;
  if (isZero && ready.status === 'Current') {
    return {
      status: 'Current',
      reason: 'ScaledToZero',
      message:
        'No pod runs now: the model is scaled to zero, and a pod starts when there is work.',
    };
  }
  return ready.status === 'InProgress'
    ? {
        status: 'InProgress',
        reason: 'NoPods',
        message: 'No pod was started yet.',
      }
    : { status: 'NotFound', reason: 'NoPods', message: 'No pod runs.' };
}

function findRunning(
  facts: PlacementFacts,
  pods: readonly PodFacts[],
  applied: Hop,
): HopFinding {
  // Git could not say what it declares: then the pods are held against what the cluster was told.
  const wanted = facts.declaredDigest ?? facts.servedDigest;
  const ready = pods.filter(({ summary }) => summary.isReady);
  const silent = ready.filter(
    ({ summary }) => summary.modelDigest === undefined,
  );
  const others = ready.filter(
    ({ summary }) =>
      summary.modelDigest !== undefined && summary.modelDigest !== wanted,
  );
  const good = ready.filter(
    ({ summary }) => wanted !== undefined && summary.modelDigest === wanted,
  );
  const failing = pods.find(({ status }) => status.status === 'Failed');
  const since = latestTime(good.map(({ status }) => status.since));
  if (failing) return describeFailing(facts, failing, ready);
  if (ready.length === 0) {
    return {
      status: 'InProgress',
      reason: 'NotReady',
      message: `${countOf(pods.length, 'pod')} started, none is ready yet. ${
        pods[0].status.message
      }`,
    };
  }
  if (silent.length > 0) {
    return {
      status: 'Unknown',
      reason: 'ImageIdMissing',
      message: `${countOf(
        silent.length,
        'ready pod',
      )} cannot be told by digest: the node does not say which bytes of the model it pulled (imageID).`,
    };
  }
  if (others.length > 0) return describeOthers(facts, good, others, applied);
  if (ready.length < pods.length) {
    return {
      status: 'InProgress',
      reason: 'NotReady',
      message: `${ready.length} of ${countOf(
        pods.length,
        'pod',
      )} are ready and hold ${nameDigest(facts, wanted as string)}.`,
      digest: wanted,
      since,
    };
  }
  return {
    status: 'Current',
    reason: 'Running',
    message: `${countOf(good.length, 'pod')} ${
      good.length === 1 ? 'runs' : 'run'
    } ${nameDigest(facts, wanted as string)}.`,
    digest: wanted,
    since,
  };
}

function describeFailing(
  facts: PlacementFacts,
  failing: PodFacts,
  ready: readonly PodFacts[],
): HopFinding {
  const digests = listDigests(ready);
  const rest =
    ready.length === 0
      ? 'No pod is ready.'
      : `${countOf(ready.length, 'other pod')} still ${
          ready.length === 1 ? 'serves' : 'serve'
        }${
          digests.length > 0
            ? ` ${digests
                .map(digest => nameDigest(facts, digest))
                .join(' and ')}`
            : ''
        }.`;
  return {
    ...failing.status,
    message: `The pod ${failing.summary.name} does not run. ${failing.status.message} ${rest}`,
    digest: digests.length === 1 ? digests[0] : undefined,
  };
}

/** A pod that runs something else follows from what was applied: it changes when that does. */
const STATUS_OF_APPLIED: Readonly<Partial<Record<Status, Status>>> = {
  Current: 'InProgress',
  InProgress: 'InProgress',
  Unknown: 'Unknown',
};

function describeOthers(
  facts: PlacementFacts,
  good: readonly PodFacts[],
  others: readonly PodFacts[],
  applied: Hop,
): HopFinding {
  const digests = listDigests(others);
  const names = digests.map(digest => nameDigest(facts, digest)).join(' and ');
  const held = `${countOf(others.length, 'pod')} ${
    others.length === 1 ? 'runs' : 'run'
  } ${names}`;
  const wanted = facts.declaredDigest ?? facts.servedDigest;
  if (good.length > 0) {
    return {
      status: 'InProgress',
      reason: 'RollingOut',
      message: `A rollout is on its way: ${countOf(good.length, 'pod')} ${
        good.length === 1 ? 'runs' : 'run'
      } ${nameDigest(facts, wanted as string)}, ${held}.`,
    };
  }
  const status =
    wanted === undefined
      ? 'Unknown'
      : STATUS_OF_APPLIED[applied.status] ?? 'Failed';
  return {
    status,
    reason: status === 'InProgress' ? 'RollingOut' : 'OtherDigest',
    message:
      wanted === undefined
        ? `${held}.`
        : `${held}, not ${nameDigest(facts, wanted)}.`,
    digest: digests.length === 1 ? digests[0] : undefined,
  };
}

/** Digests that the pods hold, each once. @internal */
export function listDigests(pods: readonly PodFacts[]): string[] {
  return [...new Set(pods.flatMap(({ summary }) => summary.modelDigest ?? []))];
}

function gatherEvidence(facts: PlacementFacts, pods: readonly PodFacts[]) {
  const what =
    servingKindOf(facts) === 'Deployment' ? 'model' : 'modelcar imageID';
  return pods.slice(0, 20).map(({ summary }) => ({
    subject: `pod ${summary.name}, ${what}`,
    detail: summary.modelDigest ?? 'not told',
  }));
}

import { readModelUri } from '../modelUris';
import { deriveObjectStatus } from '../objectStatus';
import type { Observation } from '../observation';
import {
  nameDigest,
  servingKindOf,
  type PlacementFacts,
} from '../placementFacts';
import { readConditions } from '../conditions';
import { textAt } from '../untrustedJson';
import type { Evidence, Hop } from '../waybill';
import type { Workload } from '../workload';
import {
  buildClusterHop,
  findUnlisted,
  nameObject,
  notShipped,
  type HopFinding,
} from './buildHop';

/** Annotation that KServe copies from the InferenceService's `storageUri` to what it makes. */
const ANNOTATION_SOURCE =
  'internal.serving.kserve.io/storage-initializer-sourceuri';

/**
 * Whether the serving object says that it serves, and speaks of its newest settings when it does.
 *
 * @internal
 */
export function deriveReady(facts: PlacementFacts, workload: Workload): Hop {
  const { serving } = facts.objects;
  const { stableDeployment } = workload;
  return buildClusterHop(
    facts,
    'ready',
    [servingKindOf(facts), ...(stableDeployment ? ['Deployment'] : [])],
    [serving, stableDeployment].filter(object => object !== undefined),
    serving
      ? {
          ...findReady(facts, serving, workload),
          digest: facts.servedDigest,
          evidence: gatherEvidence(serving, workload),
        }
      : noServing(facts),
  );
}

function noServing(facts: PlacementFacts): HopFinding {
  if (facts.presence === 'absent') return notShipped(facts);
  return (
    findUnlisted(facts, servingKindOf(facts)) ?? {
      status: 'NotFound',
      reason: 'NoServingObject',
      message: `There is no ${servingKindOf(facts)} that could be ready.`,
    }
  );
}

function findReady(
  facts: PlacementFacts,
  serving: Observation,
  workload: Workload,
): HopFinding {
  const own = deriveObjectStatus(serving.object, facts.now);
  const status: HopFinding =
    own.status === 'Current'
      ? findRollout(facts, serving, workload) ?? own
      : own;
  if (status.status === 'InProgress') {
    const failing = workload.stablePods.find(
      pod => pod.status.status === 'Failed',
    );
    if (failing) {
      return {
        ...failing.status,
        message: `The pod ${failing.summary.name} does not come up. ${failing.status.message}`,
      };
    }
  }
  if (status.status !== 'Current') {
    return { ...status, message: `${status.message}${describeGivenUp(facts)}` };
  }
  const isOther =
    facts.servedDigest !== undefined &&
    facts.declaredDigest !== undefined &&
    facts.servedDigest !== facts.declaredDigest;
  return {
    ...status,
    reason: status.reason ?? 'Ready',
    message: isOther
      ? `The model is served, but it is ${nameDigest(
          facts,
          facts.servedDigest as string,
        )}.`
      : 'The model is served.',
  };
}

/** Flux waits for what it applied only so long; then it reports a failure, and the model may come up all the same. */
function describeGivenUp(facts: PlacementFacts): string {
  const { delivery } = facts.objects;
  const status = delivery && deriveObjectStatus(delivery.object, facts.now);
  return status?.reason === 'HealthCheckFailed'
    ? ' Flux waited for it and has given up for now.'
    : '';
}

/**
 * In Standard mode an InferenceService stays `Ready` with its old conditions until KServe and Kubernetes have looked at
 * a change: only the Deployment tells.
 */
function findRollout(
  facts: PlacementFacts,
  serving: Observation,
  { stableDeployment }: Workload,
): HopFinding | undefined {
  // A Deployment speaks for itself.
  if (!stableDeployment || stableDeployment === serving) return undefined;
  if (isKnative(serving)) return undefined;
  const source = textAt(
    stableDeployment.object,
    'spec',
    'template',
    'metadata',
    'annotations',
    ANNOTATION_SOURCE,
  );
  const digest = source === undefined ? undefined : readModelUri(source).digest;
  if (
    digest !== undefined &&
    facts.servedDigest !== undefined &&
    digest !== facts.servedDigest
  ) {
    return {
      status: 'InProgress',
      reason: 'RolloutPending',
      message: `KServe has yet to roll out the change: the pods are still told to hold ${nameDigest(
        facts,
        digest,
      )}.`,
    };
  }
  const status = deriveObjectStatus(stableDeployment.object, facts.now);
  return status.status === 'Current'
    ? undefined
    : { ...status, message: `The rollout is not finished. ${status.message}` };
}

function isKnative({ object }: Observation): boolean {
  const mode =
    textAt(object, 'status', 'deploymentMode') ??
    textAt(
      object,
      'metadata',
      'annotations',
      'serving.kserve.io/deploymentMode',
    );
  return mode === 'Knative' || mode === 'Serverless';
}

/** Of an InferenceService and of a Deployment. */
const CONDITIONS = [
  'Ready',
  'PredictorReady',
  'IngressReady',
  'Available',
  'Progressing',
];

function gatherEvidence(
  serving: Observation,
  { stableDeployment }: Workload,
): Evidence[] {
  const subject = nameObject(serving);
  const conditions = readConditions(serving.object);
  const transition = textAt(
    serving.object,
    'status',
    'modelStatus',
    'transitionStatus',
  );
  const failure = textAt(
    serving.object,
    'status',
    'modelStatus',
    'lastFailureInfo',
    'reason',
  );
  return [
    ...CONDITIONS.flatMap(type => {
      const condition = conditions.get(type);
      return condition
        ? [
            {
              subject: `${subject}, condition ${type}`,
              detail: [condition.status, condition.reason, condition.message]
                .filter(Boolean)
                .join(': '),
            },
          ]
        : [];
    }),
    ...(transition
      ? [
          {
            subject: `${subject}, modelStatus`,
            detail: failure ? `${transition}: ${failure}` : transition,
          },
        ]
      : []),
    ...(stableDeployment && stableDeployment !== serving
      ? [
          {
            subject: nameObject(stableDeployment),
            detail: deriveObjectStatus(stableDeployment.object, '').message,
          },
        ]
      : []),
  ];
}

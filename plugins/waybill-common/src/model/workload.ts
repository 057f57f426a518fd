import { readCanaries } from './modelUris';
import { readOwnerUids, type PlacementObjects } from './findPlacementObjects';
import { deriveObjectStatus, type ObjectStatus } from './objectStatus';
import type { Observation } from './observation';
import type { PodSummary } from './placement';
import { summarizePod } from './summarizePod';
import { textAt } from './untrustedJson';

/** A pod of a placement, read once for all that ask. @internal */
export interface PodFacts {
  readonly observation: Observation;
  readonly status: ObjectStatus;
  readonly summary: PodSummary;
}

/** Kubernetes' objects behind a serving object, sorted by what they are for. @internal */
export interface Workload {
  /** All pods, those that are ending too. */
  readonly pods: readonly PodFacts[];
  /** Pods of the stable predictor that are there to serve. */
  readonly stablePods: readonly PodFacts[];
  readonly stableDeployment?: Observation;
  readonly canaryDeployments: ReadonlyMap<string, Observation>;
}

/** @internal */
export function sortWorkload(objects: PlacementObjects, now: string): Workload {
  const { serving } = objects;
  const canaryNames =
    serving && serving.kind !== 'Deployment'
      ? readCanaries(serving.object).map(({ name }) => name)
      : [];
  const deploymentOf = new Map(
    canaryNames.map(name => [`${serving?.name}-${name}-predictor`, name]),
  );
  const canaryDeployments = new Map<string, Observation>();
  for (const deployment of objects.deployments) {
    const canary =
      serving?.kind === 'Deployment' && deployment.name !== serving.name
        ? deployment.name
        : deploymentOf.get(deployment.name);
    if (canary !== undefined) canaryDeployments.set(canary, deployment);
  }
  const pods = objects.pods.map(observation => ({
    observation,
    status: deriveObjectStatus(observation.object, now),
    summary: summarizePod(observation, now),
  }));
  return {
    pods,
    stablePods: onlyLiving(
      pods.filter(
        ({ observation }) =>
          isPredictor(observation) &&
          !isOfCanary(observation, objects, canaryDeployments, deploymentOf),
      ),
    ),
    stableDeployment: findStableDeployment(objects, deploymentOf),
    canaryDeployments,
  };
}

/** Transformers and explainers hold no model. */
function isPredictor({ object }: Observation): boolean {
  const component = textAt(object, 'metadata', 'labels', 'component');
  return component === undefined || component === 'predictor';
}

function isOfCanary(
  pod: Observation,
  objects: PlacementObjects,
  canaryDeployments: ReadonlyMap<string, Observation>,
  deploymentOf: ReadonlyMap<string, string>,
): boolean {
  const app = textAt(pod.object, 'metadata', 'labels', 'app') ?? '';
  if (deploymentOf.has(app.replace(/^isvc\./, ''))) return true;
  const podOwners = readOwnerUids(pod.object);
  const canaryUids = new Set(
    [...canaryDeployments.values()].map(({ uid }) => uid),
  );
  return objects.replicaSets.some(
    replicaSet =>
      podOwners.includes(replicaSet.uid) &&
      readOwnerUids(replicaSet.object).some(uid => canaryUids.has(uid)),
  );
}

/** A pod that is ending runs nothing that counts; one that was evicted stays listed beside its successor. */
function onlyLiving(pods: readonly PodFacts[]): PodFacts[] {
  const living = pods.filter(
    ({ status }) =>
      status.status !== 'Terminating' && status.reason !== 'Completed',
  );
  const phases = living.filter(
    ({ observation }) =>
      textAt(observation.object, 'status', 'phase') !== 'Failed',
  );
  return phases.length > 0 ? phases : living;
}

function findStableDeployment(
  objects: PlacementObjects,
  deploymentOf: ReadonlyMap<string, string>,
): Observation | undefined {
  const { serving } = objects;
  if (serving?.kind === 'Deployment') return serving;
  const candidates = objects.deployments.filter(
    deployment =>
      isPredictor(deployment) &&
      !deploymentOf.has(deployment.name) &&
      textAt(deployment.object, 'metadata', 'deletionTimestamp') === undefined,
  );
  const track = textAt(serving?.object, 'spec', 'predictor', 'name');
  const expected = [serving?.name, track, 'predictor']
    .filter(part => part !== undefined)
    .join('-');
  return candidates.find(({ name }) => name === expected) ?? candidates[0];
}

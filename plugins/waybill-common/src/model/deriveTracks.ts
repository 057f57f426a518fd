import { readCanaryPercent, readDeploymentModel } from './deploymentModels';
import { readCanaries } from './modelUris';
import { deriveObjectStatus } from './objectStatus';
import type { Track } from './placement';
import type { PlacementFacts } from './placementFacts';
import { isTrueAt, listAt, textAt } from './untrustedJson';
import type { Hop } from './waybill';
import type { Workload } from './workload';

/**
 * The versions that take traffic. In Standard mode: the stable one, and those of `spec.canary[]` with the share that
 * they are meant to have. KServe v0.20 sets no weights, so an actual share is not told.
 *
 * @internal
 */
export function deriveTracks(
  facts: PlacementFacts,
  workload: Workload,
  ready: Hop,
): Track[] {
  const { serving } = facts.objects;
  if (!serving) return [];
  const canaries =
    serving.kind === 'Deployment'
      ? canaryServers(facts, workload)
      : canaryPredictors(serving.object, workload);
  const canaryPercent = canaries
    .map(({ desiredPercent }) => desiredPercent ?? 0)
    .reduce((sum, percent) => sum + percent, 0);
  const revision =
    textAt(
      serving.object,
      'status',
      'components',
      'predictor',
      'latestReadyRevision',
    ) ?? workload.stableDeployment?.name;
  return [
    {
      name: 'stable',
      desiredPercent: Math.max(0, 100 - canaryPercent),
      isReady: isStableReady(facts, workload, ready),
      ...(facts.servedDigest !== undefined && { digest: facts.servedDigest }),
      ...(revision !== undefined && { revision }),
    },
    ...canaries,
  ];
}

function canaryPredictors(serving: unknown, workload: Workload): Track[] {
  return readCanaries(serving).map(({ name, trafficPercent, model }): Track => {
    const deployment = workload.canaryDeployments.get(name);
    return {
      name: 'canary',
      ...(trafficPercent !== undefined && { desiredPercent: trafficPercent }),
      isReady: isCanaryReady(serving, name),
      ...(model?.digest !== undefined && { digest: model.digest }),
      ...(deployment && { revision: deployment.name }),
    };
  });
}

/** The second Deployments of a model that is served without KServe. */
function canaryServers(facts: PlacementFacts, workload: Workload): Track[] {
  return [...workload.canaryDeployments.values()].map(({ name, object }) => {
    const model = readDeploymentModel(object, facts.repository);
    const percent = readCanaryPercent(object);
    return {
      name: 'canary',
      ...(percent !== undefined && { desiredPercent: percent }),
      isReady: deriveObjectStatus(object, facts.now).status === 'Current',
      ...(model?.repository === facts.repository &&
        model.digest !== undefined && { digest: model.digest }),
      revision: name,
    };
  });
}

function isStableReady(
  facts: PlacementFacts,
  workload: Workload,
  ready: Hop,
): boolean {
  const { stableDeployment } = workload;
  return stableDeployment
    ? deriveObjectStatus(stableDeployment.object, facts.now).status ===
        'Current'
    : ready.status === 'Current';
}

function isCanaryReady(service: unknown, name: string): boolean {
  const status = listAt(service, 'status', 'canaryStatuses').find(
    candidate => textAt(candidate, 'name') === name,
  );
  return isTrueAt(status, 'ready');
}

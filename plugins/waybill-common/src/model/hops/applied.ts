import {
  nameRevision,
  parseFluxRevision,
  readArtifactRevision,
} from '../fluxRevision';
import { deriveObjectStatus, type ObjectStatus } from '../objectStatus';
import type { Observation } from '../observation';
import {
  knowKind,
  nameDigest,
  servingKindOf,
  type PlacementFacts,
} from '../placementFacts';
import { textAt, timeAt } from '../untrustedJson';
import type { Evidence, Hop } from '../waybill';
import {
  buildClusterHop,
  findUnlisted,
  nameObject,
  notShipped,
  type HopFinding,
} from './buildHop';
import { isHeld } from './synced';

/**
 * Whether the serving object in the cluster names the digest that Git declares.
 *
 * @internal
 */
export function deriveApplied(facts: PlacementFacts, synced: Hop): Hop {
  const { serving, delivery } = facts.objects;
  const finding = serving
    ? findApplied(facts, serving, synced)
    : findMissing(facts, synced);
  return buildClusterHop(
    facts,
    'applied',
    [servingKindOf(facts), 'Kustomization'],
    [serving, delivery].filter(object => object !== undefined),
    { ...finding, evidence: gatherEvidence(facts) },
  );
}

function findMissing(facts: PlacementFacts, synced: Hop): HopFinding {
  if (facts.presence === 'absent') return notShipped(facts);
  const kind = servingKindOf(facts);
  const unlisted = findUnlisted(facts, kind);
  if (unlisted) return unlisted;
  const { cluster, namespace } = facts.environment;
  const { delivery } = facts.objects;
  if (knowKind(facts, kind).isAbsent) {
    return {
      status: 'Failed',
      reason: 'KindAbsent',
      message: `The cluster '${cluster}' knows no InferenceServices: KServe has to be installed there.`,
    };
  }
  const status = delivery && deriveObjectStatus(delivery.object, facts.now);
  if (status?.isSuspended) {
    return {
      ...status,
      status: 'Failed',
      message: `${nameObject(
        delivery as Observation,
      )} is suspended: nothing is applied until it is resumed.`,
    };
  }
  // Flux reports what is wrong with the source a second time, in other words.
  if (status?.status === 'Failed' && synced.status !== 'Failed') {
    return {
      ...status,
      message: `Nothing was applied. Flux reports: ${status.message}`,
    };
  }
  if (status?.status === 'Current') {
    return {
      status: 'NotFound',
      reason: 'NotApplied',
      message: `Flux has applied the manifests, but the namespace ${namespace} has no ${kind} of this model.`,
      since: status.since,
    };
  }
  return {
    status: synced.status === 'Failed' ? 'NotFound' : 'InProgress',
    reason: status?.reason,
    message:
      synced.status === 'Failed'
        ? 'Nothing was applied yet: Flux has no manifests that it accepts.'
        : 'Flux has not applied the manifests yet.',
    since: status?.since,
  };
}

function findApplied(
  facts: PlacementFacts,
  serving: Observation,
  synced: Hop,
): HopFinding {
  if (textAt(serving.object, 'metadata', 'deletionTimestamp') !== undefined) {
    return {
      status: 'Terminating',
      reason: 'Deleted',
      message: `The ${serving.kind} '${serving.name}' is being deleted.`,
      since: timeAt(serving.object, 'metadata', 'deletionTimestamp'),
      digest: facts.servedDigest,
    };
  }
  const { servedModel, servedDigest, declaredDigest, repository } = facts;
  if (servedDigest === undefined) {
    return {
      status: 'Failed',
      reason:
        servedModel?.repository === repository
          ? 'NotPinned'
          : 'OtherRepository',
      message:
        servedModel?.repository === repository
          ? `The ${serving.kind} '${serving.name}' names ${servedModel.uri}, a tag that may mean another digest tomorrow.`
          : `The ${serving.kind} '${serving.name}' serves ${
              servedModel?.uri ?? 'no model'
            }, and that is no version of ${repository}.`,
    };
  }
  const name = nameDigest(facts, servedDigest);
  if (declaredDigest === undefined) {
    return {
      status: 'Unknown',
      reason: 'NothingToCompare',
      message: `The ${serving.kind} '${serving.name}' names ${name}; whether that is what Git declares cannot be told.`,
      digest: servedDigest,
    };
  }
  return servedDigest === declaredDigest
    ? describeMatch(facts, name)
    : { ...explainMismatch(facts, synced), digest: servedDigest };
}

function describeMatch(facts: PlacementFacts, name: string): HopFinding {
  const { serving, delivery } = facts.objects;
  const status = delivery && deriveObjectStatus(delivery.object, facts.now);
  const note = describeDeliveryProblem(status);
  return {
    status: 'Current',
    reason: status?.isSuspended ? 'Suspended' : 'Applied',
    message: `The ${serving?.kind} '${serving?.name}' names ${name}, as Git declares.${note}`,
    digest: facts.servedDigest,
  };
}

/** What Flux says against it although the digest is right; a failed health check is for the hop `ready` to tell. */
function describeDeliveryProblem(status: ObjectStatus | undefined): string {
  if (status?.isSuspended) {
    return ' Flux is suspended here: what Git declares next will not arrive until it is resumed.';
  }
  return status?.status === 'Failed' && status.reason !== 'HealthCheckFailed'
    ? ` But Flux reports: ${status.message}`
    : '';
}

/** Why the cluster names another digest than Git: the first cause on the way from Git to the object. */
function explainMismatch(facts: PlacementFacts, synced: Hop): HopFinding {
  const { delivery, source } = facts.objects;
  const still = `The cluster still names ${nameDigest(
    facts,
    facts.servedDigest as string,
  )}, not ${nameDigest(facts, facts.declaredDigest as string)}`;
  if (!delivery) {
    return {
      status: 'Failed',
      reason: 'NoDelivery',
      message: `${still}, and no Flux object will change that.`,
    };
  }
  const status = deriveObjectStatus(delivery.object, facts.now);
  if (status.isSuspended) {
    return {
      status: 'Failed',
      reason: 'Suspended',
      message: `${still}: ${nameObject(
        delivery,
      )} is suspended until somebody resumes it.`,
      since: status.since,
    };
  }
  if (synced.status === 'Failed' || synced.status === 'InProgress') {
    return {
      status: synced.status,
      reason:
        synced.status === 'Failed' ? 'BlockedBySource' : 'WaitingForSource',
      message: `${still}: Flux does not have the newer manifests${
        synced.status === 'Failed' ? '' : ' yet'
      }.`,
      since: synced.since,
    };
  }
  if (status.status === 'Failed') {
    return { ...status, message: `${still}. Flux reports: ${status.message}` };
  }
  const held = source && readArtifactRevision(source.object);
  const applied = parseFluxRevision(
    textAt(delivery.object, 'status', 'lastAppliedRevision'),
  );
  if (status.status !== 'Current' || held?.text !== applied?.text) {
    return {
      ...describeLag(status),
      message: `${still}: Flux is applying${
        held ? ` the manifests ${nameRevision(held)}` : ''
      }.`,
    };
  }
  return source && isHeld(facts, source, held) === 'yes'
    ? {
        status: 'Failed',
        reason: 'DigestMismatch',
        message: `${still}, although Flux has applied the manifests ${
          held ? nameRevision(held) : ''
        }: either they pin another digest than Git, or somebody changed the object in the cluster.`,
      }
    : {
        status: 'InProgress',
        reason: 'DigestMismatch',
        message: `${still}: Flux has applied what it has, and what Git declares has not reached it yet.`,
      };
}

function describeLag(status: ObjectStatus): HopFinding {
  return {
    status: 'InProgress',
    reason: status.status === 'Current' ? 'Behind' : status.reason,
    message: '',
    since: status.status === 'Current' ? undefined : status.since,
  };
}

function gatherEvidence(facts: PlacementFacts): Evidence[] {
  const { serving, delivery, otherServings } = facts.objects;
  const evidence: Evidence[] = [];
  if (serving) {
    evidence.push({
      subject: nameObject(serving),
      detail: facts.servedModel?.uri ?? 'names no model',
    });
  }
  for (const other of otherServings.slice(0, 5)) {
    evidence.push({
      subject: nameObject(other),
      detail: 'serves the same model here as well',
    });
  }
  if (delivery) {
    const status = deriveObjectStatus(delivery.object, facts.now);
    const applied = textAt(delivery.object, 'status', 'lastAppliedRevision');
    evidence.push(
      {
        subject: nameObject(delivery),
        detail: applied ? `last applied ${applied}` : 'has applied nothing yet',
      },
      {
        subject: `${nameObject(delivery)}, status`,
        detail: `${status.status}: ${status.message}`,
      },
    );
  }
  return evidence;
}

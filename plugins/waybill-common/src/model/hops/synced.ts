import semver from 'semver';
import { manifestsRepositoryOf } from '../../manifests';
import { readConditions } from '../conditions';
import {
  nameRevision,
  parsePendingRevision,
  readArtifactRevision,
  type FluxRevision,
} from '../fluxRevision';
import { deriveObjectStatus, type ObjectStatus } from '../objectStatus';
import type { Observation } from '../observation';
import {
  findVersion,
  knowKind,
  nameDigest,
  type PlacementFacts,
} from '../placementFacts';
import { textAt } from '../untrustedJson';
import type { Evidence, Hop } from '../waybill';
import {
  buildClusterHop,
  findUnlisted,
  nameObject,
  notShipped,
  type HopFinding,
} from './buildHop';

/** Kinds of sources whose state Waybill reads. */
const SOURCE_KINDS: ReadonlySet<string> = new Set([
  'OCIRepository',
  'GitRepository',
]);

/**
 * Whether the delivery engine's source holds the manifests that Git declares.
 *
 * @internal
 */
export function deriveSynced(facts: PlacementFacts): Hop {
  const { delivery, source, sourceRef } = facts.objects;
  if (!delivery) {
    return buildClusterHop(
      facts,
      'synced',
      ['Kustomization'],
      [],
      noDelivery(facts),
    );
  }
  const kinds = ['Kustomization', ...(sourceRef ? [sourceRef.kind] : [])];
  if (!source) {
    return buildClusterHop(
      facts,
      'synced',
      kinds,
      [delivery],
      noSource(facts, delivery),
    );
  }
  return buildClusterHop(facts, 'synced', [source.kind], [source], {
    ...findSynced(facts, source),
    evidence: gatherEvidence(source),
  });
}

function noDelivery(facts: PlacementFacts): HopFinding {
  const unlisted = findUnlisted(facts, 'Kustomization');
  if (unlisted) return unlisted;
  const { name, cluster } = facts.environment;
  const isAbsent = knowKind(facts, 'Kustomization').isAbsent;
  if (facts.presence === 'absent') {
    const declared = facts.declaredDigest;
    const who = isAbsent
      ? `the cluster '${cluster}' has no Flux that could deliver it`
      : 'no Flux object in the cluster delivers it';
    return notShipped(
      facts,
      declared === undefined
        ? ''
        : `: Git declares ${nameDigest(facts, declared)}, but ${who}`,
    );
  }
  return {
    status: 'NotFound',
    reason: 'NoDelivery',
    message: isAbsent
      ? `The cluster '${cluster}' has no Flux: what serves the model there was put there in another way.`
      : `No Flux object delivers the model to ${name}: what serves it there was put there in another way.`,
  };
}

function noSource(facts: PlacementFacts, delivery: Observation): HopFinding {
  const { sourceRef } = facts.objects;
  if (!sourceRef || !SOURCE_KINDS.has(sourceRef.kind)) {
    return {
      status: 'Unknown',
      reason: 'UnknownSource',
      message: `${nameObject(delivery)} takes its manifests from ${
        sourceRef ? `a ${sourceRef.kind}` : 'nowhere'
      }, and Waybill cannot look at that.`,
    };
  }
  return (
    findUnlisted(facts, sourceRef.kind) ?? {
      status: 'Failed',
      reason: 'SourceNotFound',
      message: `${nameObject(delivery)} takes its manifests from ${nameObject(
        sourceRef,
      )}, and there is no such object.`,
    }
  );
}

function findSynced(facts: PlacementFacts, source: Observation): HopFinding {
  const status = deriveObjectStatus(source.object, facts.now);
  const held = readArtifactRevision(source.object);
  if (status.isSuspended && status.status === 'Current') {
    return isHeld(facts, source, held) === 'no'
      ? {
          ...status,
          status: 'Failed',
          message: `${behind(
            facts,
            held,
          )} Flux is suspended there: it fetches nothing until it is resumed.`,
        }
      : {
          ...current(source, held, status),
          reason: 'Suspended',
          message: `${
            current(source, held, status).message
          } It is suspended: nothing newer will be fetched until it is resumed.`,
        };
  }
  switch (status.status) {
    case 'Current':
      return isHeld(facts, source, held) === 'no'
        ? {
            status: 'InProgress',
            reason: 'Behind',
            message: `${behind(
              facts,
              held,
            )} They have to be published, or Flux has yet to look.`,
            since: status.since,
          }
        : current(source, held, status);
    case 'Failed':
      return failed(source, held, status);
    case 'InProgress':
      // Flux looks for something newer every minute: what it holds is held meanwhile.
      return held && isHeld(facts, source, held) === 'yes'
        ? current(source, held, status)
        : {
            ...status,
            message: `Flux is fetching the manifests${
              pendingName(source) ?? ''
            }.`,
          };
    default:
      return status;
  }
}

function current(
  source: Observation,
  held: FluxRevision | undefined,
  status: ObjectStatus,
): HopFinding {
  const isVerified =
    readConditions(source.object).get('SourceVerified')?.status === 'True';
  return {
    status: 'Current',
    reason: status.reason,
    message: `Flux has fetched the manifests${
      held ? ` ${nameRevision(held)}` : ''
    }${
      isVerified
        ? ' and trusts their signature.'
        : ', and was not told to check a signature.'
    }`,
    since: status.since,
  };
}

function failed(
  source: Observation,
  held: FluxRevision | undefined,
  status: ObjectStatus,
): HopFinding {
  const keeps = held
    ? `It keeps the manifests ${nameRevision(held)}.`
    : 'It holds none to fall back on.';
  const pending = pendingName(source) ?? '';
  if (readConditions(source.object).get('SourceVerified')?.status === 'False') {
    return {
      ...status,
      reason: status.isSuspended ? status.reason : 'VerificationError',
      message: `Flux refuses the manifests${pending}: it finds no signature on them that it trusts. ${keeps}`,
    };
  }
  return {
    ...status,
    message: status.isSuspended
      ? `${status.message} ${keeps}`
      : `Flux cannot fetch the manifests${pending}: ${status.message} ${keeps}`,
  };
}

function pendingName(source: Observation): string | undefined {
  const conditions = readConditions(source.object);
  const pending = ['ArtifactOutdated', 'Reconciling', 'Ready']
    .map(type => parsePendingRevision(conditions.get(type)?.message))
    .find(revision => revision !== undefined);
  return pending && ` ${nameRevision(pending)}`;
}

/**
 * Whether the source holds what Git declares, by the rule that manifests are published under the version that they
 * are of: an artifact of an older version cannot. What the cluster names already has been held, whatever tags say.
 *
 * @internal
 */
export function isHeld(
  facts: PlacementFacts,
  source: Observation,
  held: FluxRevision | undefined,
): 'yes' | 'no' | 'untold' {
  const { declaredDigest, declaration, repository } = facts;
  if (declaredDigest === undefined) return 'untold';
  if (facts.servedDigest === declaredDigest) return 'yes';
  if (source.kind === 'GitRepository') {
    return declaration?.revision !== undefined &&
      held?.digest === `sha1:${declaration.revision}`
      ? 'yes'
      : 'untold';
  }
  const version =
    findVersion(facts, declaredDigest)?.tag ?? declaration?.version;
  const isOurs =
    textAt(source.object, 'spec', 'url') ===
    `oci://${manifestsRepositoryOf(repository)}`;
  if (!isOurs || !semver.valid(version) || !semver.valid(held?.name)) {
    return 'untold';
  }
  return semver.gte(held?.name as string, version as string) ? 'yes' : 'no';
}

function behind(facts: PlacementFacts, held: FluxRevision | undefined): string {
  return `Git declares ${nameDigest(
    facts,
    facts.declaredDigest as string,
  )}, but the newest manifests that Flux has are ${
    held ? nameRevision(held) : 'none'
  }.`;
}

function gatherEvidence(source: Observation): Evidence[] {
  const subject = nameObject(source);
  const held = readArtifactRevision(source.object);
  const conditions = readConditions(source.object);
  return [
    { subject, detail: held ? `holds ${held.text}` : 'holds nothing' },
    ...['Ready', 'SourceVerified'].flatMap(type => {
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
  ];
}

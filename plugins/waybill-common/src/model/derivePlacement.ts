import { listOtherVoices } from '../verification/disagreement/listOtherVoices';
import { deriveTracks } from './deriveTracks';
import { deriveApplied } from './hops/applied';
import { deriveDeclared } from './hops/declared';
import { derivePublished } from './hops/published';
import { deriveReady } from './hops/ready';
import { deriveRunning, listDigests } from './hops/running';
import { deriveSigned } from './hops/signed';
import { deriveSynced } from './hops/synced';
import type { Observation } from './observation';
import type { ObjectRef, Placement } from './placement';
import { findVersion, gatherFacts } from './placementFacts';
import type { PlacementInput } from './PlacementInput';
import { summarizeWaybill } from './summarizeWaybill';
import { textAt } from './untrustedJson';
import { sortWorkload } from './workload';

/** More pods than a page shows. */
const MAX_PODS = 200;

/**
 * One model in one environment, from what was last seen of it: which digest is meant, which one is live, and the first
 * hop between them that is broken. Total and pure: input that is missing, old or makes no sense shows as `Unknown`
 * with a sentence, and nothing is thrown.
 *
 * @public
 */
export function derivePlacement(input: PlacementInput): Placement {
  const facts = gatherFacts(input);
  const { serving, delivery, source } = facts.objects;
  const workload = sortWorkload(facts.objects, facts.now);
  const otherVoices = listOtherVoices({
    ...facts,
    versions: facts.versions.items,
  });
  const synced = deriveSynced(facts);
  const applied = deriveApplied(facts, synced);
  const ready = deriveReady(facts, workload);
  const waybill = summarizeWaybill(facts, [
    derivePublished(facts),
    deriveSigned(facts, otherVoices),
    deriveDeclared(facts),
    synced,
    applied,
    ready,
    deriveRunning(facts, workload, applied, ready),
  ]);
  const { declaredDigest } = facts;
  const version =
    declaredDigest === undefined
      ? undefined
      : findVersion(facts, declaredDigest)?.tag;
  const running = listDigests(
    workload.stablePods.filter(({ summary }) => summary.isReady),
  );
  const url = readUrl(serving);
  return {
    environment: facts.environment,
    repository: facts.repository,
    presence: facts.presence,
    ...(serving && { serving: refer(serving) }),
    ...(delivery && { delivery: refer(delivery) }),
    ...(source && { source: refer(source) }),
    ...(version !== undefined && { version }),
    ...(declaredDigest !== undefined && { declaredDigest }),
    // Of two digests neither is "the" one: the hop `running` says which pods hold which.
    ...(running.length === 1 && { runningDigest: running[0] }),
    ...(url !== undefined && { url }),
    tracks: deriveTracks(facts, workload, ready),
    pods: workload.pods.slice(0, MAX_PODS).map(({ summary }) => summary),
    waybill,
    status: waybill.status,
    otherVoices,
  };
}

function refer({
  cluster,
  apiVersion,
  kind,
  namespace,
  name,
}: Observation): ObjectRef {
  return { cluster, apiVersion, kind, namespace, name };
}

/** A link on a page: nothing but the web may be behind it. */
function readUrl(serving: Observation | undefined): string | undefined {
  const url = textAt(serving?.object, 'status', 'url');
  return url !== undefined && /^https?:\/\//.test(url) ? url : undefined;
}

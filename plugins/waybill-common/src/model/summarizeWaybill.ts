import type { PlacementFacts } from './placementFacts';
import { worstStatus, type Status } from './status';
import { earliestTime } from './time';
import type { Hop, Waybill } from './waybill';

const LEADS: Readonly<Record<Exclude<Status, 'Current'>, string>> = {
  InProgress: 'On its way at',
  Failed: 'Stopped at',
  Terminating: 'Going away at',
  NotFound: 'Missing at',
  Unknown: 'Cannot be told at',
};

/**
 * Puts the hops together: the first that is broken, in a sentence, and the worst status.
 *
 * @internal
 */
export function summarizeWaybill(
  facts: PlacementFacts,
  hops: readonly Hop[],
): Waybill {
  const broken = hops.find(({ status }) => status !== 'Current');
  const asOf = earliestTime(hops.map(hop => hop.asOf));
  return {
    hops,
    ...(broken && { firstBroken: broken.name }),
    summary: summarize(facts, hops, broken),
    status: worstStatus(hops.map(({ status }) => status)),
    ...(asOf !== undefined && { asOf }),
  };
}

function summarize(
  facts: PlacementFacts,
  hops: readonly Hop[],
  broken: Hop | undefined,
): string {
  if (!broken || broken.status === 'Current') {
    const running = hops[hops.length - 1];
    return `All is well in ${facts.environment.name}. ${running.message}`;
  }
  // Not shipped here is no failure, so it is said without naming a hop.
  return broken.reason === 'NotShipped'
    ? broken.message
    : `${LEADS[broken.status]} '${broken.name}': ${broken.message}`;
}

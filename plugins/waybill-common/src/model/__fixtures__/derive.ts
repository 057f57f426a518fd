import { derivePlacement } from '../derivePlacement';
import type { Observation } from '../observation';
import type { Placement } from '../placement';
import type { PlacementInput } from '../PlacementInput';
import { HOP_NAMES, type HopName } from '../waybill';
import { placementInput, shippedObjects } from './placements';

export const V1_NAME = 'version 1.0.0 (sha256:111111111111)';
export const V2_NAME = 'version 1.1.0 (sha256:222222222222)';

/** A placement that is well but for the changes. */
export function derive(changes: Partial<PlacementInput> = {}): Placement {
  const placement = derivePlacement(placementInput(changes));
  // Whatever a test is about: the chain is whole and the summary speaks of the first hop that is broken.
  expect(placement.waybill.hops.map(({ name }) => name)).toEqual(HOP_NAMES);
  expect(placement.waybill.firstBroken).toBe(
    placement.waybill.hops.find(({ status }) => status !== 'Current')?.name,
  );
  for (const { message } of placement.waybill.hops) {
    expect(message).toMatch(/^[A-Z0-9].*[^.][.…]$/);
  }
  return placement;
}

/** `status reason: message` of one hop. */
export function hop(placement: Placement, name: HopName): string {
  const found = placement.waybill.hops.find(
    candidate => candidate.name === name,
  );
  return `${found?.status} ${found?.reason}: ${found?.message}`;
}

/** The objects of a shipped model with some replaced (by kind and name) or added. */
export function withObjects(...objects: Observation[]): Observation[] {
  const key = ({ kind, name }: Observation) => `${kind}/${name}`;
  const replaced = new Set(objects.map(key));
  return [
    ...shippedObjects().filter(object => !replaced.has(key(object))),
    ...objects,
  ];
}

/** The objects of a shipped model less those of some kinds. */
export function without(...kinds: string[]): Observation[] {
  return shippedObjects().filter(({ kind }) => !kinds.includes(kind));
}

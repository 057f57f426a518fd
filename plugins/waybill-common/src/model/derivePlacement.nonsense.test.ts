import { derivePlacement } from './derivePlacement';
import {
  declaration,
  inferenceService,
  placementInput,
  shippedObjects,
} from './__fixtures__/placements';
import { NONSENSE } from './__fixtures__/nonsense';
import type { KubernetesObject, Observation } from './observation';
import { STATUSES } from './status';
import { HOP_NAMES } from './waybill';

/** The object with one field at a time, at any depth, replaced by nonsense. */
function* corrupt(value: unknown): Generator<unknown> {
  yield* NONSENSE;
  if (Array.isArray(value)) {
    for (const [index, entry] of value.entries()) {
      for (const bad of corrupt(entry)) yield value.with(index, bad);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, entry] of Object.entries(value)) {
      for (const bad of corrupt(entry)) yield { ...value, [key]: bad };
    }
  }
}

describe('derivePlacement on what makes no sense', () => {
  it.each(shippedObjects().map(object => [object.kind, object] as const))(
    'gives a whole waybill for any broken %s',
    (_, broken) => {
      const others = shippedObjects().filter(
        ({ kind }) => kind !== broken.kind,
      );
      for (const object of corrupt(broken.object)) {
        const observations = [
          ...others,
          { ...broken, object: object as KubernetesObject },
        ];
        const { waybill, status } = derivePlacement(
          placementInput({ observations }),
        );
        expect(waybill.hops.map(({ name }) => name)).toEqual(HOP_NAMES);
        expect(STATUSES).toContain(status);
      }
    },
  );

  it('takes rubbish for times, declarations and versions', () => {
    const placement = derivePlacement(
      placementInput({
        now: 'rubbish',
        declaration: declaration('sha256:short', {
          state: 'odd' as 'found',
          asOf: 'rubbish',
        }),
        versions: {
          items: [{ tag: 'not a version', digest: 'x' }],
          asOf: 'rubbish',
          problem: '',
        },
      }),
    );
    expect(placement.waybill.hops.map(({ status }) => status)).toContain(
      'Unknown',
    );
  });

  it('ignores other clusters, other namespaces and other models', () => {
    const elsewhere = shippedObjects().map(
      (object): Observation => ({ ...object, cluster: 'staging' }),
    );
    const other = { ...inferenceService(), namespace: 'other' };
    expect(
      derivePlacement(placementInput({ observations: [...elsewhere, other] }))
        .presence,
    ).toBe('absent');
  });
});

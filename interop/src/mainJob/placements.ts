import type {
  HopName,
  ModelOverview,
  Placement,
} from '@waybill/backstage-plugin-waybill-common';
import { FLUX_NAMESPACE } from '../controlPlane';
import { waitUntil } from '../processes';
import type { PlaceUnderTest } from './PlaceUnderTest';

const DEADLINE_MS = 120_000;

/** Waits until the portal's page of a model is as it is to be, and gives it. */
export async function untilPlacement(
  place: PlaceUnderTest,
  model: string,
  wanted: {
    readonly what: string;
    readonly is: (placement: Placement) => boolean;
  },
): Promise<{ overview: ModelOverview; placement: Placement }> {
  let last: Placement | undefined;
  return await waitUntil(
    async () => {
      const overview = await place.portal.overview(model);
      last = findPlacement(overview, place.environment);
      return wanted.is(last) ? { overview, placement: last } : undefined;
    },
    {
      what: `${model} in ${place.environment} (${place.label}): ${wanted.what}`,
      deadlineMs: DEADLINE_MS,
      intervalMs: 500,
      signal: place.signal,
      describe: () =>
        last ? describePlacement(last) : 'no placement was read',
    },
  );
}

export function findPlacement(
  overview: ModelOverview,
  environment: string,
): Placement {
  const placement = overview.placements.find(
    candidate => candidate.environment.name === environment,
  );
  if (!placement) {
    throw new Error(
      `The overview of ${overview.entityRef} has no environment ${environment}`,
    );
  }
  return placement;
}

export function hopOf(placement: Placement, name: HopName) {
  return placement.waybill.hops.find(hop => hop.name === name);
}

export function isAllCurrent(placement: Placement): boolean {
  const { hops } = placement.waybill;
  return hops.length === 7 && hops.every(hop => hop.status === 'Current');
}

export function describePlacement(placement: Placement): string {
  return [
    placement.waybill.summary,
    ...placement.waybill.hops.map(
      hop =>
        `  ${hop.name}: ${hop.status} ${hop.reason ?? ''} ${hop.message} ${
          hop.digest ?? ''
        }`,
    ),
    `  running ${placement.runningDigest ?? 'nothing'}`,
  ].join('\n');
}

/** Asks Flux to look now, as `flux reconcile` does, so that nobody waits for an interval. */
export async function reconcile(
  place: PlaceUnderTest,
  kind: 'ocirepository' | 'kustomization' | 'gitrepository',
  name: string,
): Promise<void> {
  await place.kubectl.run([
    'annotate',
    '--overwrite',
    '-n',
    FLUX_NAMESPACE,
    kind,
    name,
    `reconcile.fluxcd.io/requestedAt=${new Date().toISOString()}`,
  ]);
}

import { FLUX_NAMESPACE } from '../../../controlPlane';
import { waitUntil } from '../../../processes';
import type { ArgoPlace } from './ArgoPlace';

/** The part of Flux' objects that is read here. */
export interface FluxObject {
  readonly status?: {
    readonly lastHandledReconcileAt?: string;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly message: string;
    }[];
  };
}

export function isReady({ status }: FluxObject): boolean {
  return (
    status?.conditions?.some(
      ({ type, status: value }) => type === 'Ready' && value === 'True',
    ) ?? false
  );
}

/** Waits until a Kustomization is as it is to be, and gives it. */
export function untilKustomization(
  place: ArgoPlace,
  name: string,
  what: string,
  is: (object: FluxObject) => boolean,
): Promise<FluxObject> {
  const kind = 'kustomizations.kustomize.toolkit.fluxcd.io';
  return untilFlux(place, kind, name, what, is);
}

/** The same of any of Flux' kinds. */
export async function untilFlux<T extends FluxObject>(
  { plane, signal }: ArgoPlace,
  kind: string,
  name: string,
  what: string,
  is: (object: T) => boolean,
): Promise<T> {
  const [{ kubectl }] = plane.clusters;
  let last: T | undefined;
  return waitUntil(
    async () => {
      last = await kubectl.find<T>([kind, name, '--namespace', FLUX_NAMESPACE]);
      return last && is(last) ? last : undefined;
    },
    {
      what: `${kind} ${name}: ${what}`,
      deadlineMs: 120_000,
      intervalMs: 500,
      signal,
      describe: () => JSON.stringify(last?.status ?? 'not there', null, 1),
    },
  );
}

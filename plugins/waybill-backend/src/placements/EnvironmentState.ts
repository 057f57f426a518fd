import type {
  Environment,
  Observation,
  ObserverHealth,
} from '@waybill/backstage-plugin-waybill-common';
import type {
  ObservationStore,
  WatchHealth,
} from '../observing/ObservationStore';
import { DELIVERY_NAMESPACES } from '../observing/observedScopes';

/** What is known of the cluster objects around one environment. */
export interface EnvironmentState {
  readonly environment: Environment;
  readonly observations: readonly Observation[];
  readonly health: readonly ObserverHealth[];
}

/** Worst first. */
const SEVERITY: readonly ObserverHealth['state'][] = [
  'failing',
  'starting',
  'absent',
  'watching',
];

export async function loadEnvironmentState(
  store: ObservationStore,
  environment: Environment,
): Promise<EnvironmentState> {
  const namespaces = [environment.namespace, ...DELIVERY_NAMESPACES];
  const [observations, health] = await Promise.all([
    store.list(environment.cluster, namespaces),
    store.listHealth(environment.cluster, namespaces),
  ]);
  return { environment, observations, health: healthByKind(health) };
}

/** A kind is watched in several namespaces; for a placement it is as well as the worst of them. */
export function healthByKind(health: readonly WatchHealth[]): ObserverHealth[] {
  const byKind = new Map<string, ObserverHealth>();
  for (const { namespace: _, ...watch } of health) {
    const other = byKind.get(watch.kind);
    byKind.set(watch.kind, other ? worseOf(other, watch) : watch);
  }
  return [...byKind.values()];
}

function worseOf(a: ObserverHealth, b: ObserverHealth): ObserverHealth {
  const worse = SEVERITY.indexOf(b.state) < SEVERITY.indexOf(a.state) ? b : a;
  const contacts = [a.lastContactAt, b.lastContactAt];
  return {
    ...worse,
    lastContactAt: contacts.includes(undefined)
      ? undefined
      : contacts.sort()[0],
  };
}

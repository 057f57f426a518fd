import type { ClusterClient, ObjectKey } from '../../../kubernetes';
import type { Tick } from '../../RunningPlayers';
import type { HealthCheckExpr } from '../fluxObjects';
import { type HealthStatus, healthOf } from './kstatus';

/** Objects that did not become healthy; the message is the controller's. */
export class HealthError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'HealthError';
  }
}

/** Waits until all objects are Current; ends early when none of them can change any more. */
export async function waitForHealth(options: {
  client: ClusterClient;
  tick: Tick;
  objects: readonly ObjectKey[];
  expressions: readonly HealthCheckExpr[];
  timeoutMs: number;
  signal: AbortSignal;
}): Promise<void> {
  const { client, tick, objects, expressions, timeoutMs, signal } = options;
  const statuses = () =>
    objects.map(key => ({
      key,
      status: healthOf(client.get(key), expressions),
    }));
  const stops: (() => void)[] = [];
  const isTimeout = await new Promise<boolean>((resolve, reject) => {
    const check = () => {
      if (
        statuses().every(
          ({ status }) => status === 'Current' || status === 'Failed',
        )
      )
        resolve(false);
    };
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    stops.push(() => signal.removeEventListener('abort', onAbort));
    stops.push(tick(() => resolve(true), timeoutMs));
    for (const kind of new Set(objects.map(key => key.kind)))
      stops.push(client.watch(kind, check));
    check();
  }).finally(() => stops.forEach(stop => stop()));
  const bad = statuses().filter(
    ({ status }) => status === 'Failed' || (isTimeout && status !== 'Current'),
  );
  if (bad.length > 0) throw new HealthError(describe(isTimeout, bad));
}

function describe(
  isTimeout: boolean,
  bad: readonly { key: ObjectKey; status: HealthStatus }[],
): string {
  const lines = bad.map(
    ({ key, status }) => `${describeKey(key)} status: '${status}'`,
  );
  return `${
    isTimeout ? 'timeout waiting for' : 'failed early due to stalled resources'
  }: [${lines.join(', ')}]`;
}

/** `Kind/namespace/name`. */
export function describeKey({ kind, namespace, name }: ObjectKey): string {
  return [kind, namespace, name].filter(Boolean).join('/');
}

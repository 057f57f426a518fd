import type { ObservedKind } from '@waybill/backstage-plugin-waybill-common';
import type { ClusterConnection } from '../clusterConnection';
import type { ClusterEvent } from '../ClusterReader';
import type { ClusterReaderSettings } from '../ClusterReaderSettings';
import { KubernetesClusterReader } from '../KubernetesClusterReader';
import type { ScriptedApiServer } from './ScriptedApiServer';

export const PODS: ObservedKind = {
  group: '',
  version: 'v1',
  kind: 'Pod',
  plural: 'pods',
};
export const TOKEN = 'token-that-must-not-leak';

const cleanups: (() => Promise<void>)[] = [];

/** To be done when the test ends, last one first. */
export function addCleanup(cleanup: () => Promise<void>): void {
  cleanups.push(cleanup);
}

/** For `afterEach`. */
export async function cleanUp(): Promise<void> {
  for (const cleanup of cleanups.splice(0).reverse()) {
    await cleanup();
  }
}

/** Runs a watch against a script until `isDone`; gives what was told and what was waited. */
export async function observe(options: {
  server: ScriptedApiServer;
  isDone: (events: ClusterEvent[]) => boolean;
  kind?: ObservedKind;
  connection?: Partial<ClusterConnection>;
  settings?: Partial<ClusterReaderSettings>;
  onEvent?: (event: ClusterEvent, count: number) => void;
}) {
  const events: ClusterEvent[] = [];
  const waits: number[] = [];
  const url = await options.server.start();
  addCleanup(() => options.server.stop());
  const reader = KubernetesClusterReader.create(
    {
      name: 'dev',
      url,
      token: TOKEN,
      skipTlsVerify: false,
      ...options.connection,
    },
    {
      random: () => 0,
      sleep: async ms => {
        waits.push(ms);
        await new Promise(resolve => {
          setImmediate(resolve);
        });
      },
      ...options.settings,
    },
  );
  addCleanup(() => reader.close());
  const stop = new AbortController();
  const guard = setTimeout(() => stop.abort(), 10_000);
  await reader.watchKind(
    options.kind ?? PODS,
    event => {
      events.push(event);
      options.onEvent?.(event, events.length);
      if (options.isDone(events)) {
        stop.abort();
      }
    },
    { signal: stop.signal, namespace: 'models' },
  );
  clearTimeout(guard);
  return { events, waits };
}

export const types = (events: ClusterEvent[]) => events.map(({ type }) => type);
export const hasSeen =
  (type: ClusterEvent['type'], times = 1) =>
  (events: ClusterEvent[]) =>
    events.filter(event => event.type === type).length >= times;

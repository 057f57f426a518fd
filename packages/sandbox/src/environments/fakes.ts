import { createServer } from 'node:http';
import { listenOnLoopback } from '../http';
import type {
  ClusterOptions,
  KubernetesObject,
  RunningCluster,
} from '../kubernetes';
import type { PlayersOptions, RunningPlayers } from '../players';

/** What the fakes were told, by tests to be looked at and emptied. */
export const applied: Record<string, readonly KubernetesObject[]> = {};
export const playerCalls: string[] = [];

/** A cluster that answers with its name: clusters have tests of their own, elsewhere they only have to come and go. */
export async function startCluster({
  name,
}: ClusterOptions): Promise<Partial<RunningCluster>> {
  const server = createServer((_request, response) => response.end(name));
  const listening = await listenOnLoopback(server, { port: 0, what: name });
  return {
    name,
    url: listening.url,
    token: `token-of-${name}`,
    caData: Buffer.from('certificate').toString('base64'),
    applyObjects: objects => {
      applied[name] = objects;
    },
    stop: listening.stop,
  };
}

/** Players that write down what they are told. */
export async function startPlayers({
  cluster,
}: PlayersOptions): Promise<RunningPlayers> {
  return {
    breakIt: what => playerCalls.push(`break ${what} in ${cluster.name}`),
    mend: what => playerCalls.push(`mend ${what} in ${cluster.name}`),
    stop: async () => undefined,
  };
}

import { startCluster, type RunningCluster } from '../kubernetes';
import {
  startPlayers,
  type PlayersOptions,
  type RunningPlayers,
} from '../players';
import { bootstrapObjects } from './bootstrapObjects';
import { TcpGate } from './TcpGate';

export interface EnvironmentOptions {
  readonly name: string;
  readonly port: number;
  readonly clusterDir: string;
  readonly cacheDir: string;
  readonly registry: { readonly url: string; readonly host: string };
  readonly git: { readonly url: string };
  readonly publicKeyPem: string;
  readonly timing?: PlayersOptions['timing'];
  readonly log?: (line: string) => void;
}

/** A cluster with the players in it. */
export interface RunningEnvironment {
  readonly name: string;
  readonly port: number;
  readonly url: string;
  readonly token: string;
  readonly caData: string;
  readonly players: RunningPlayers;
  /** While set, nobody reaches the cluster; inside of it life goes on. */
  setUnavailable(isUnavailable: boolean): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a cluster, gives it what it needs before anything is shipped, and lets the players in. */
export async function startEnvironment(
  options: EnvironmentOptions,
): Promise<RunningEnvironment> {
  const { name, registry, git, cacheDir, timing, log } = options;
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  try {
    const cluster = await startCluster({
      name,
      port: 0,
      stateDir: options.clusterDir,
      log,
    });
    stops.push(() => cluster.stop());
    const gate = new TcpGate({
      port: options.port,
      targetPort: portOf(cluster),
      what: name,
    });
    await gate.open();
    stops.push(() => gate.close());
    cluster.applyObjects(
      bootstrapObjects({
        cluster: name,
        gitUrl: git.url,
        publicKeyPem: options.publicKeyPem,
      }),
    );
    const players = await startPlayers({
      cluster,
      registry,
      git,
      cacheDir,
      timing,
      log,
    });
    stops.push(() => players.stop());
    return {
      name,
      port: gate.port,
      url: `${new URL(cluster.url).protocol}//127.0.0.1:${gate.port}`,
      token: cluster.token,
      caData: cluster.caData,
      players,
      setUnavailable: isUnavailable =>
        isUnavailable ? gate.close() : gate.open(),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function portOf(cluster: RunningCluster): number {
  return Number(new URL(cluster.url).port);
}

import type { PlayersOptions, RunningPlayers } from './RunningPlayers';

/** Starts the players of one cluster. */
export async function startPlayers(options: PlayersOptions): Promise<RunningPlayers> {
  throw new Error(`the players of cluster ${options.cluster.name} cannot be started: they are not built yet`);
}

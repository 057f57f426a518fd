import type { ClusterClient } from '../kubernetes';
import type { PlayerTiming, Tick } from './RunningPlayers';

/** What every player of one cluster works with. */
export interface PlayerContext {
  readonly client: ClusterClient;
  readonly timing: PlayerTiming;
  readonly tick: Tick;
  readonly now: () => Date;
  readonly log: (line: string) => void;
}

/** A player that runs. */
export interface Player {
  stop(): void;
}

import { FaultBoard } from './FaultBoard';
import { startFlux } from './flux';
import { admitInferenceServices, injectModelcar, startKserve } from './kserve';
import { startKubelet } from './kubelet';
import type { PlayerContext } from './PlayerContext';
import type {
  PlayersOptions,
  PlayerTiming,
  RunningPlayers,
  Tick,
} from './RunningPlayers';
import { startReports } from './startReports';
import { startDeployments, startReplicaSets } from './workloads';

/** Long enough for a person to see each step, short enough not to wait for it. */
const defaultTiming: PlayerTiming = {
  scheduleMs: 100,
  pullMs: 800,
  loadMs: 1500,
  backOffMs: 10_000,
  terminateMs: 500,
  intervalScale: 1,
};

const realTick: Tick = (run, delayMs) => {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
};

/** Starts the players of one cluster. */
export async function startPlayers(
  options: PlayersOptions,
): Promise<RunningPlayers> {
  const {
    cluster,
    registry,
    cacheDir,
    log = () => {},
    now = () => new Date(),
    tick = realTick,
  } = options;
  const context: PlayerContext = {
    client: cluster.client,
    timing: { ...defaultTiming, ...options.timing },
    tick,
    now,
    log,
  };
  const faults = new FaultBoard();
  const endAdmission = admitInferenceServices(cluster.admission);
  const players = [
    startKubelet(context, { registry, faults, podLogs: cluster.podLogs }),
    startReplicaSets(context, injectModelcar),
    startDeployments(context),
    startKserve(context),
    startReports(context, { faults }),
    startFlux(context, { registry, cacheDir, clusterName: cluster.name }),
  ];
  return {
    breakIt: (what, faultOptions) => faults.breakIt(what, faultOptions),
    mend: what => faults.mend(what),
    stop: async () => {
      for (const player of players.reverse()) player.stop();
      endAdmission();
    },
  };
}

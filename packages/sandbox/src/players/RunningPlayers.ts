import type { RunningCluster } from '../kubernetes';

/** How long what a real cluster does would take; tests make it short. */
export interface PlayerTiming {
  /** Between the creation of a pod and its binding to the node. */
  readonly scheduleMs: number;
  /** Pulling one image that is there. */
  readonly pullMs: number;
  /** Loading a model, from the start of its server until it is ready. */
  readonly loadMs: number;
  /** Between two attempts of what failed (image pull, crashed container). */
  readonly backOffMs: number;
  /** Graceful end of a container. */
  readonly terminateMs: number;
  /** Scales Flux's intervals (1 = as written in the object). */
  readonly intervalScale: number;
}

/** Runs something later; returns how to call it off. `setTimeout` unless a test plays the time itself. */
export type Tick = (run: () => void, delayMs: number) => () => void;

/** What the players need to know of the sandbox. */
export interface PlayersOptions {
  readonly cluster: RunningCluster;
  readonly registry: {
    readonly url: string;
    /** Images of this host are really looked up; all others are taken as present. */
    readonly host: string;
  };
  readonly git: { readonly url: string };
  readonly log?: (line: string) => void;
  readonly now?: () => Date;
  readonly tick?: Tick;
  readonly timing?: Partial<PlayerTiming>;
  /** Folder for Git clones; the system's temporary folder when absent. */
  readonly cacheDir?: string;
}

/** Narrows or colours a fault. */
export interface FaultOptions {
  readonly namespace?: string;
  /** What the broken thing says instead of the usual message. */
  readonly message?: string;
}

/** The loops that play Flux, KServe, Kubernetes' controllers and a kubelet in one cluster. */
export interface RunningPlayers {
  /**
   * Breaks something on purpose: `pull:<isvc>`, `load:<isvc>`, `schedule:<isvc>`, `crash:<isvc>` or `policy:<isvc>`.
   * Throws a SandboxError `FAULT_UNKNOWN` for anything else.
   */
  breakIt(what: string, options?: FaultOptions): void;
  mend(what: string): void;
  stop(): Promise<void>;
}

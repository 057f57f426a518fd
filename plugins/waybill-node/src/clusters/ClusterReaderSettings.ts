/**
 * Bounds of a {@link KubernetesClusterReader}, and what tests replace.
 *
 * @public
 */
export interface ClusterReaderSettings {
  /** Objects asked for in one page of a list. */
  readonly pageSize: number;
  /** A page with more bytes than this is refused. */
  readonly maxPageBytes: number;
  /** A kind with more objects than this in one scope is refused. */
  readonly maxObjects: number;
  /** A watch event with more bytes than this is refused. */
  readonly maxEventBytes: number;
  /** Longest silence inside the answer to a list. */
  readonly listTimeoutMs: number;
  /** A watch that is silent for this long is opened anew. */
  readonly idleTimeoutMs: number;
  /** After about this long a kind that the cluster does not serve is looked for again. */
  readonly absentRecheckMs: number;
  /** Waits; ends early, without an error, when the signal is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** In [0, 1). */
  readonly random: () => number;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
}

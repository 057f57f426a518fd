/** Who verifies, and how many at a time. */
export const CONTENDERS = {
  waybill: 'waybill, in one process',
  serial: 'cosign verify, one by one',
  parallel: 'cosign verify, in parallel',
} as const;
export type ContenderKey = keyof typeof CONTENDERS;

/** What was measured of one contender in one round. */
export interface VerifyRun {
  readonly contender: ContenderKey;
  readonly round: number;
  /** How many were verified, each once. */
  readonly digests: number;
  /** Of the verifications. A process that verifies many is started before, one that verifies one is started by it. */
  readonly wallSeconds: number;
  /** User and system time of the contender's processes, their start included. */
  readonly cpuSeconds: number;
  readonly registryCpuSeconds: number;
  /** CPU of everything else on the machine meanwhile. */
  readonly otherCpuSeconds: number;
  /** Of one process above what it held before it verified; waybill only. */
  readonly aboveIdleBytes?: number;
  /** Lookups of known verdicts in a second; waybill only. */
  readonly warmLookupsPerSecond?: number;
}

/** Requests that a registry saw, for one digest. */
export interface RequestCount {
  readonly what: string;
  readonly requests: number;
  /** `GET referrers 404` */
  readonly list: readonly string[];
}

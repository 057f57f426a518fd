/** What the process that verifies is told. */
export interface WorkerJob {
  readonly host: string;
  readonly publicKeyPem: string;
  readonly digests: readonly string[];
  readonly parallel: number;
  /** Its requests are counted: verify again once all is known, and measure no time. */
  readonly isCounting: boolean;
}

/** What it measured. */
export interface WorkerResult {
  readonly wallSeconds: number;
  readonly aboveIdleBytes: number;
  readonly warmLookupsPerSecond: number;
}

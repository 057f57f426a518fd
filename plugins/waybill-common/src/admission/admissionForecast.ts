/** Whose word it is. @public */
export type AdmissionEngine =
  | 'kyverno'
  | 'policy-controller'
  | 'gatekeeper'
  | 'flux'
  | 'other';

/**
 * What becomes of an object that a policy refuses.
 *
 * - `deny`: it is turned away.
 * - `warn`: whoever applies it reads a warning.
 * - `audit`: it is written down, and nobody is told.
 * - `unknown`: the policy does not say so in words that Waybill knows.
 *
 * @public
 */
export type AdmissionEnforcement = 'deny' | 'warn' | 'audit' | 'unknown';

/**
 * What one policy says of a candidate.
 *
 * - `admits`: it looks at the candidate, and is satisfied.
 * - `denies`: it looks at the candidate, and is not satisfied.
 * - `not-evaluated`: Waybill cannot say, and the message says why.
 * - `does-not-match`: it does not look at the candidate.
 *
 * @public
 */
export type PolicyOutcome =
  | 'admits'
  | 'denies'
  | 'not-evaluated'
  | 'does-not-match';

/** What one policy of a cluster says of a candidate. @public */
export interface PolicyForecast {
  readonly engine: AdmissionEngine;
  readonly kind: string;
  readonly name: string;
  /** Absent where it holds for the whole cluster. */
  readonly namespace?: string;
  readonly enforcement: AdmissionEnforcement;
  readonly outcome: PolicyOutcome;
  /** One or two sentences. */
  readonly message: string;
}

/**
 * What the API server itself says of the object, without keeping it.
 *
 * - `admitted`, `denied`: its answer, with that of all its webhooks.
 * - `not-allowed`: the portal's account may not try.
 * - `failed`: it could not be tried, or the object is refused for another reason than a policy.
 *
 * @public
 */
export interface DryRunResult {
  readonly outcome: 'admitted' | 'denied' | 'not-allowed' | 'failed';
  readonly message: string;
}

/**
 * Whether a cluster would admit a candidate, as far as that can be said beforehand.
 *
 * @public
 */
export interface AdmissionForecast {
  /**
   * `denied` where one policy that turns away denies, or the dry run was denied; `unknown` where something that may
   * turn away could not be evaluated; else `admitted`.
   */
  readonly conclusion: 'admitted' | 'denied' | 'unknown';
  readonly message: string;
  readonly policies: readonly PolicyForecast[];
  readonly dryRun?: DryRunResult;
  /** ISO 8601. */
  readonly asOf: string;
}

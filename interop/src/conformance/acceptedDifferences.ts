/** A difference between the sandbox and the real control plane that is looked at and right to have. */
export interface AcceptedRecordDifference {
  /** Matches the path of the difference. */
  readonly path: RegExp;
  readonly reason: string;
}

export const ACCEPTED_RECORD_DIFFERENCES: readonly AcceptedRecordDifference[] =
  [];

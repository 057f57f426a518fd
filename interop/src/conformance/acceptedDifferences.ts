import type { RecordDifference } from './compareRecords';

/** A difference between the sandbox and the real control plane that is looked at and right to have. */
export interface AcceptedRecordDifference {
  isSame(difference: RecordDifference): boolean;
  readonly reason: string;
}

export const ACCEPTED_RECORD_DIFFERENCES: readonly AcceptedRecordDifference[] =
  [
    {
      isSame: ({ path, expected }) =>
        /^observations\.Pod .*\.containers\[0\]\.imageID$/.test(path) &&
        expected === '""',
      reason:
        "kwok pulls nothing, so it knows no digest of the server's image, which is named by tag; a kubelet would",
    },
  ];

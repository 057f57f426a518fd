import type {
  VerdictReason,
  VerdictSigner,
} from '@waybill/backstage-plugin-waybill-common';

/**
 * What is wrong with a model or its signature: a reason of verdicts where the signature itself does not count, else
 *
 * - `ManifestNotValid`: signed, and yet not as the format has it.
 * - `ManifestNotSupported`: shards, or a hash that Waybill does not know.
 * - `UnsafeName`: a name that leads out of the folder. `DuplicateName`: one that is there twice.
 * - `RootDigestMismatch`: the digest of the whole is not that of its parts.
 * - `MissingFile`, `ExtraFile`, `ChangedFile`: signed and not there, there and not signed, other bytes than were signed.
 *
 * @public
 */
export type ModelProblemReason =
  | VerdictReason
  | 'ManifestNotValid'
  | 'ManifestNotSupported'
  | 'UnsafeName'
  | 'DuplicateName'
  | 'RootDigestMismatch'
  | 'MissingFile'
  | 'ExtraFile'
  | 'ChangedFile';

/** @public */
export interface ModelProblem {
  readonly reason: ModelProblemReason;
  /** One sentence. */
  readonly message: string;
  /** Of the file. */
  readonly path?: string;
}

/** Whether the files of a model are those that somebody signed. @public */
export interface ModelVerdict {
  readonly isVerified: boolean;
  /** Who signed, where the signature counts: even if files differ. */
  readonly signer?: VerdictSigner;
  /** Name of the policy that accepts the signer. */
  readonly policy?: string;
  /** When it was signed, as a log or a timestamp authority proves (ISO 8601). */
  readonly signedAt?: string;
  /** `sha256:<hex>` of the model as a whole, as signed. */
  readonly digest?: string;
  /** At most 100. */
  readonly problems: readonly ModelProblem[];
  /** All, with those that are not listed. */
  readonly problemCount: number;
}

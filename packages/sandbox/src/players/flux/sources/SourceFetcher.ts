import type { FileTree } from '../artifacts/FileTree';
import type { SourceObject } from '../fluxObjects';

/** A step of a source's reconciliation that failed: the condition that says so, its reason and message. */
export class SourceError extends Error {
  readonly condition: 'FetchFailed' | 'SourceVerified';
  readonly reason: string;
  /** Trying again will not help: the object has to change. */
  readonly isStalling: boolean;

  constructor(options: {
    condition: SourceError['condition'];
    reason: string;
    message: string;
    isStalling?: boolean;
  }) {
    super(options.message);
    this.name = 'SourceError';
    this.condition = options.condition;
    this.reason = options.reason;
    this.isStalling = options.isStalling ?? false;
  }
}

/** What upstream holds now. */
export interface UpstreamRevision {
  readonly revision: string;
  /** How the controller names it when it is new: `new revision '…' for '…'`. */
  readonly announcement: string;
}

/** What was fetched of a revision. */
export interface FetchedContent {
  readonly files: FileTree;
  readonly digest: string;
  readonly sizeBytes: number;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** What one kind of source does differently from the others. */
export interface SourceFetcher<T extends SourceObject> {
  readonly kind: string;
  /** What the artifact's file is called: `sha256:….tar.gz` or `<commit>.tar.gz`. */
  fileName(revision: string): string;
  stored(revision: string): string;
  resolve(object: T, signal: AbortSignal): Promise<UpstreamRevision>;
  /** Answers the success message, or undefined when the object asks for no verification. */
  verify(
    object: T,
    revision: string,
    signal: AbortSignal,
  ): Promise<string | undefined>;
  fetch(
    object: T,
    revision: string,
    signal: AbortSignal,
  ): Promise<FetchedContent>;
}

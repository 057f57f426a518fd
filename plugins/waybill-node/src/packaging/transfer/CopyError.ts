import {
  RegistryError,
  type RegistryErrorCode,
  type RepositoryName,
} from '../../registry';

/**
 * Why a copy ended: what the registry of that side said, or one of
 *
 * - `MANIFEST_NOT_USABLE`: what the source holds is no manifest that can be copied.
 * - `TOO_MANY_MANIFESTS`: more manifests, blobs or levels than a package has.
 * - `NO_SUCH_PLATFORM`: the index has no image for any of the platforms asked for.
 * - `FAILED`: a failure that no registry reported.
 *
 * @public
 */
export type CopyErrorCode =
  | RegistryErrorCode
  | 'MANIFEST_NOT_USABLE'
  | 'TOO_MANY_MANIFESTS'
  | 'NO_SUCH_PLATFORM'
  | 'FAILED';

/** What was done when a copy failed. @public */
export type CopyOperation =
  | 'resolve'
  | 'read manifest'
  | 'list referrers'
  | 'read blob'
  | 'write blob'
  | 'write manifest'
  | 'write tag';

/**
 * A copy that ended before its time: on which side, doing what, with which object. Nothing has a tag then that is not
 * complete.
 *
 * @public
 */
export class CopyError extends Error {
  readonly name = 'CopyError';
  readonly code: CopyErrorCode;
  readonly side: 'source' | 'destination';
  readonly operation: CopyOperation;
  /** Tag or digest. */
  readonly object: string;

  constructor(options: {
    code: CopyErrorCode;
    side: 'source' | 'destination';
    operation: CopyOperation;
    object: string;
    message: string;
    cause?: unknown;
  }) {
    super(options.message, { cause: options.cause });
    this.code = options.code;
    this.side = options.side;
    this.operation = options.operation;
    this.object = options.object;
  }
}

/** One side of a copy, for saying where something failed. */
export interface CopySide {
  readonly side: 'source' | 'destination';
  readonly repository: RepositoryName;
}

/**
 * Does something on one side and says so where it fails.
 *
 * @throws CopyError; the signal's reason once it is aborted
 */
export async function onSide<T>(
  { side, repository }: CopySide,
  operation: CopyOperation,
  object: string,
  options: { readonly signal?: AbortSignal; readonly call: () => Promise<T> },
): Promise<T> {
  try {
    return await options.call();
  } catch (cause) {
    options.signal?.throwIfAborted();
    if (cause instanceof CopyError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CopyError({
      code: cause instanceof RegistryError ? cause.code : 'FAILED',
      side,
      operation,
      object,
      cause,
      message: `Copying failed at the ${side} (${repository.host}/${repository.path}), at: ${operation} ${object}. ${why}`,
    });
  }
}

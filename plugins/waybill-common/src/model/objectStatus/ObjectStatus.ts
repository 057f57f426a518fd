import type { Status } from '../status';
import { numberAt, textAt, timeAt } from '../untrustedJson';

/**
 * What one object says of itself, in Waybill's words.
 *
 * @public
 */
export interface ObjectStatus {
  readonly status: Status;
  /** A sentence about the object, without its name. */
  readonly message: string;
  /** The object's own reason where it has one. */
  readonly reason?: string;
  /** When it became so (ISO 8601), where the object says that. */
  readonly since?: string;
  /** Whether its controller was told to leave it alone. */
  readonly isSuspended?: boolean;
}

/**
 * The status of every object that is being deleted, whatever its kind; else `undefined`.
 *
 * @internal
 */
export function terminatingStatus(object: unknown): ObjectStatus | undefined {
  const since = textAt(object, 'metadata', 'deletionTimestamp');
  return since === undefined
    ? undefined
    : {
        status: 'Terminating',
        reason: 'Deleted',
        message: 'The object is being deleted.',
        since: timeAt(object, 'metadata', 'deletionTimestamp'),
      };
}

/**
 * Whether the controller has yet to look at the newest spec. Only for kinds whose `status.observedGeneration` is their
 * own generation.
 *
 * @internal
 */
export function isOutdated(object: unknown): boolean {
  const generation = numberAt(object, 'metadata', 'generation');
  const observed = numberAt(object, 'status', 'observedGeneration');
  return generation !== undefined && (observed ?? 0) < generation;
}

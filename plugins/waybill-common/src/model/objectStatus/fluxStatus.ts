import { readConditions, type Condition } from '../conditions';
import { isTrueAt } from '../untrustedJson';
import {
  isOutdated,
  terminatingStatus,
  type ObjectStatus,
} from './ObjectStatus';

/**
 * What Flux's conditions say (fluxcd/pkg `apis/meta`), the same for all of its kinds. `failures` are the conditions of
 * the kind that stay while Flux tries again and `Ready` says `Unknown`: a failure must not blink.
 *
 * @internal
 */
export function deriveFluxStatus(
  object: unknown,
  failures: readonly Failure[],
): ObjectStatus {
  const terminating = terminatingStatus(object);
  if (terminating) return terminating;
  const isSuspended = isTrueAt(object, 'spec', 'suspend');
  const status = readFluxStatus(object, failures, isSuspended);
  return isSuspended ? describeSuspended(status) : status;
}

/** A condition that tells a failure by this status. @internal */
export interface Failure {
  readonly type: string;
  readonly status: 'True' | 'False';
}

function readFluxStatus(
  object: unknown,
  failures: readonly Failure[],
  isSuspended: boolean,
): ObjectStatus {
  const conditions = readConditions(object);
  const ready = conditions.get('Ready');
  const failed = [{ type: 'Stalled', status: 'True' }, ...failures]
    .map(({ type, status }) => {
      const condition = conditions.get(type);
      return condition?.status === status ? condition : undefined;
    })
    .find(condition => condition !== undefined);
  // A suspended controller looks at nothing, so the generation that it has seen stays behind.
  if (!isSuspended && isOutdated(object)) {
    return {
      status: 'InProgress',
      reason: 'Progressing',
      message: 'Flux has not looked at the newest settings yet.',
    };
  }
  if (failed) return failure(failed);
  if (ready?.status === 'False') {
    return ready.reason === 'DependencyNotReady'
      ? describe(
          'InProgress',
          ready,
          'Flux waits for something that has to be ready first',
        )
      : failure(ready);
  }
  const reconciling = conditions.get('Reconciling');
  if (ready?.status === 'True' && reconciling?.status !== 'True') {
    return {
      ...describe('Current', ready, ''),
      message: ready.message ?? 'Flux is done.',
    };
  }
  return describe('InProgress', reconciling ?? ready, 'Flux is at work');
}

function failure(condition: Condition): ObjectStatus {
  // The words of Flux alone: what they are about is for the reader of the status to say.
  return {
    ...describe('Failed', condition, ''),
    message: condition.message ?? condition.reason ?? 'No reason is given',
  };
}

function describe(
  status: ObjectStatus['status'],
  condition: Condition | undefined,
  lead: string,
): ObjectStatus {
  const says = condition?.message?.replace(/\.+$/, '');
  return {
    status,
    message: says ? `${lead}: ${says}.` : `${lead}.`,
    reason: condition?.reason,
    since: condition?.since,
  };
}

/** What was on its way when Flux was suspended does not arrive; what was done or failed stays so. */
function describeSuspended(status: ObjectStatus): ObjectStatus {
  const message =
    'Flux is suspended here: it does nothing until it is resumed.';
  return {
    ...status,
    status: status.status === 'InProgress' ? 'Failed' : status.status,
    reason: 'Suspended',
    message:
      status.status === 'Failed'
        ? `${message} Before: ${status.message}`
        : message,
    isSuspended: true,
  };
}

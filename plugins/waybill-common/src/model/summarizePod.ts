import { readConditions } from './conditions';
import { readServedDigest } from './deploymentModels';
import { deriveObjectStatus } from './objectStatus';
import type { Observation } from './observation';
import type { PodSummary } from './placement';
import { listAt, numberAt, textAt, timeAt } from './untrustedJson';

/** Container that KServe injects for `oci://`: its image is the model. */
const MODEL_CONTAINER = 'modelcar';

/**
 * One pod as a page shows it.
 *
 * @internal
 */
export function summarizePod(
  { name, object }: Observation,
  now: string,
): PodSummary {
  const status = deriveObjectStatus(object, now);
  const containers = listAt(object, 'status', 'containerStatuses').slice(
    0,
    100,
  );
  const digest = readModelDigest(containers) ?? readServedDigest(object);
  const node = textAt(object, 'spec', 'nodeName');
  const since = status.since ?? timeAt(object, 'status', 'startTime');
  return {
    name,
    state: describeState(object, status),
    isReady:
      status.status !== 'Terminating' &&
      readConditions(object).get('Ready')?.status === 'True',
    restarts: containers
      .map(container => numberAt(container, 'restartCount') ?? 0)
      .reduce((sum, count) => sum + count, 0),
    ...(digest !== undefined && { modelDigest: digest }),
    ...(node !== undefined && { node }),
    ...(since !== undefined && { since }),
    ...(status.status !== 'Current' && { message: status.message }),
  };
}

/**
 * The digest after the `@` of an `imageID`. An `imageID` without repository is the digest of the image's
 * configuration on some container runtimes, and that is not what was declared.
 */
function readModelDigest(containers: readonly unknown[]): string | undefined {
  const container = containers.find(
    candidate => textAt(candidate, 'name') === MODEL_CONTAINER,
  );
  return /@(sha256:[0-9a-f]{64})$/.exec(
    textAt(container, 'imageID') ?? '',
  )?.[1];
}

function describeState(
  object: unknown,
  status: ReturnType<typeof deriveObjectStatus>,
): string {
  if (status.status === 'Terminating') return 'Terminating';
  if (status.status === 'Failed') return status.reason ?? 'Failed';
  const waiting = [
    ...listAt(object, 'status', 'initContainerStatuses'),
    ...listAt(object, 'status', 'containerStatuses'),
  ]
    .map(container => textAt(container, 'state', 'waiting', 'reason'))
    .find(reason => reason !== undefined);
  return waiting ?? textAt(object, 'status', 'phase') ?? 'Unknown';
}

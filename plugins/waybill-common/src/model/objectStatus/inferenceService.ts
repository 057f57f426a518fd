import { readConditions, type Condition } from '../conditions';
import { textAt, valueAt } from '../untrustedJson';
import { terminatingStatus, type ObjectStatus } from './ObjectStatus';

/** Annotation of KServe that stops serving and keeps the object. @internal */
export const ANNOTATION_STOP = 'serving.kserve.io/stop';

/** Conditions in the order in which their cause explains why `Ready` is not true. */
const PARTS: readonly string[] = [
  'PredictorReady',
  'PredictorConfigurationReady',
  'LatestDeploymentReady',
  'TransformerReady',
  'ExplainerReady',
  'PredictorRouteReady',
  'RoutesReady',
  'IngressReady',
];

/** Reasons of Deployments and Knative revisions that do not pass by waiting. */
const FAILING_REASONS: ReadonlySet<string> = new Set([
  'ProgressDeadlineExceeded',
  'FailedCreate',
  'ReplicaFailure',
  'RevisionFailed',
  'ContainerMissing',
]);

/**
 * InferenceService of KServe v0.20. Its `status.observedGeneration` is that of the object beneath it, so it says
 * nothing about whether KServe has seen the newest spec; a model that cannot be loaded shows in `modelStatus` alone,
 * with conditions that stay `Unknown`; and of `Stopped` the healthy value is `False`.
 *
 * @internal
 */
export function deriveInferenceServiceStatus(object: unknown): ObjectStatus {
  const conditions = readConditions(object);
  return (
    terminatingStatus(object) ??
    deriveStopped(object, conditions) ??
    deriveModelFailure(object, conditions) ??
    deriveReadiness(object, conditions)
  );
}

function deriveStopped(
  object: unknown,
  conditions: ReadonlyMap<string, Condition>,
): ObjectStatus | undefined {
  const stopped = conditions.get('Stopped');
  if (textAt(object, 'metadata', 'annotations', ANNOTATION_STOP) === 'true') {
    return {
      status: 'Failed',
      reason: 'Stopped',
      message: `Serving was stopped on purpose: remove the annotation ${ANNOTATION_STOP} to start it again.`,
      since: stopped?.status === 'True' ? stopped.since : undefined,
    };
  }
  return stopped?.status === 'True'
    ? {
        status: 'InProgress',
        reason: 'Starting',
        message: 'Serving was stopped and is being started again.',
        since: stopped.since,
      }
    : undefined;
}

function deriveModelFailure(
  object: unknown,
  conditions: ReadonlyMap<string, Condition>,
): ObjectStatus | undefined {
  const transition = textAt(
    object,
    'status',
    'modelStatus',
    'transitionStatus',
  );
  if (transition !== 'InvalidSpec' && transition !== 'BlockedByFailedLoad') {
    return undefined;
  }
  const failure = valueAt(object, 'status', 'modelStatus', 'lastFailureInfo');
  const says = textAt(failure, 'message')?.replace(/\.+$/, '');
  const lead =
    transition === 'InvalidSpec'
      ? 'KServe cannot serve what is asked for'
      : 'The model server cannot load the model';
  return {
    status: 'Failed',
    reason: textAt(failure, 'reason') ?? transition,
    message: says ? `${lead}: ${says}.` : `${lead}.`,
    since: textAt(failure, 'time') ?? conditions.get('Ready')?.since,
  };
}

function deriveReadiness(
  object: unknown,
  conditions: ReadonlyMap<string, Condition>,
): ObjectStatus {
  const ready = conditions.get('Ready');
  if (!ready) {
    return {
      status: 'InProgress',
      reason: 'NotObserved',
      message: 'KServe has not looked at it yet.',
    };
  }
  if (ready.status === 'True') return deriveReady(object, ready);
  const part = PARTS.map(type => conditions.get(type)).find(
    condition =>
      condition !== undefined &&
      condition.status !== 'True' &&
      condition.severity !== 'Info',
  );
  const cause = part ?? ready;
  const says = cause.message ?? cause.reason;
  const isFailing =
    cause.status === 'False' && FAILING_REASONS.has(cause.reason ?? '');
  const lead = isFailing
    ? 'KServe cannot bring the model up'
    : 'KServe is bringing the model up';
  return {
    status: isFailing ? 'Failed' : 'InProgress',
    reason: cause.reason,
    message: says ? `${lead}: ${says.replace(/\.+$/, '')}.` : `${lead}.`,
    since: ready.since,
  };
}

/** `Ready` may speak of the version before: in Knative mode until the newest revision is the ready one. */
function deriveReady(object: unknown, ready: Condition): ObjectStatus {
  const created = textAt(
    object,
    'status',
    'components',
    'predictor',
    'latestCreatedRevision',
  );
  const isBehind =
    created !== undefined &&
    created !==
      textAt(
        object,
        'status',
        'components',
        'predictor',
        'latestReadyRevision',
      );
  const transition = textAt(
    object,
    'status',
    'modelStatus',
    'transitionStatus',
  );
  if (isBehind || transition === 'InProgress') {
    return {
      status: 'InProgress',
      reason: transition === 'InProgress' ? 'Loading' : 'NewRevision',
      message:
        'The newest settings are being rolled out, and what was there before serves.',
      since: ready.since,
    };
  }
  return {
    status: 'Current',
    reason: ready.reason,
    message: 'The model is served.',
    since: ready.since,
  };
}

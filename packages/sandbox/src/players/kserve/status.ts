import type { Condition, ContainerStatus, Deployment, Pod } from '../workloads';
import type {
  InferenceService,
  InferenceServiceStatus,
  ModelStatus,
  ServingCondition,
} from './objects';

const DOMAIN = 'example.com';

/** The status that KServe v0.20.0 sets in Standard mode while a predictor exists. */
export function describeServing(
  service: InferenceService,
  runtimeName: string,
  deployment: Deployment,
  pods: readonly Pod[],
  now: string,
): InferenceServiceStatus {
  const { name, namespace } = service.metadata;
  const predictor = predictorCondition(deployment);
  const isReady = predictor.status === 'True';
  const ingress: ServingCondition = isReady
    ? { type: 'IngressReady', status: 'True' }
    : {
        type: 'IngressReady',
        status: 'False',
        reason: 'Predictor ingress not created',
      };
  return {
    address: { url: `http://${name}-predictor.${namespace}.svc.cluster.local` },
    clusterServingRuntimeName: runtimeName,
    components: {
      predictor: { url: `http://${name}-predictor-${namespace}.${DOMAIN}` },
    },
    conditions: transition(
      service.status?.conditions,
      [
        ingress,
        predictor,
        { ...ingress, type: 'Ready' },
        { type: 'Stopped', status: 'False', severity: 'Info' },
      ],
      now,
    ),
    deploymentMode: 'Standard',
    modelStatus: describeModel(service, isReady, pods),
    observedGeneration: deployment.status?.observedGeneration,
    url: `http://${name}-${namespace}.${DOMAIN}`,
  };
}

/** The status of a service that its stop annotation has stopped. */
export function describeStopped(
  service: InferenceService,
  runtimeName: string | undefined,
  now: string,
): InferenceServiceStatus {
  const stopped = (type: string): ServingCondition => ({
    type,
    status: 'False',
    reason: 'Stopped',
  });
  return {
    ...(runtimeName ? { clusterServingRuntimeName: runtimeName } : {}),
    conditions: transition(
      service.status?.conditions,
      [
        stopped('IngressReady'),
        stopped('PredictorReady'),
        stopped('Ready'),
        { type: 'Stopped', status: 'True', severity: 'Info' },
      ],
      now,
    ),
    deploymentMode: 'Standard',
    modelStatus: { transitionStatus: '' },
  };
}

/** The status of a service whose format no runtime supports: the conditions stay unknown, the cause is in `modelStatus`. */
export function describeUnsupported(
  service: InferenceService,
  now: string,
): InferenceServiceStatus {
  const unknown = (type: string): ServingCondition => ({
    type,
    status: 'Unknown',
  });
  return {
    conditions: transition(
      service.status?.conditions,
      [unknown('IngressReady'), unknown('PredictorReady'), unknown('Ready')],
      now,
    ),
    deploymentMode: 'Standard',
    modelStatus: {
      lastFailureInfo: {
        message: 'No runtime found to support specified framework/version',
        reason: 'NoSupportingRuntime',
      },
      states: { activeModelState: '', targetModelState: 'FailedToLoad' },
      transitionStatus: 'InvalidSpec',
    },
  };
}

/** Ready as the Deployment is available; its words are the Deployment's. */
function predictorCondition(deployment: Deployment): ServingCondition {
  const find = (type: string) =>
    deployment.status?.conditions?.find(condition => condition.type === type);
  const isAvailable = find('Available')?.status === 'True';
  const source: Condition | undefined = isAvailable
    ? find('Progressing')
    : find('Available');
  return {
    type: 'PredictorReady',
    status: isAvailable ? 'True' : 'False',
    ...(source?.reason ? { reason: source.reason } : {}),
    ...(source?.message ? { message: source.message } : {}),
  };
}

/** `modelStatus` from the newest pods' server container (KServe v0.20.0 `PropagateModelStatus`). */
function describeModel(
  service: InferenceService,
  isReady: boolean,
  pods: readonly Pod[],
): ModelStatus {
  const active = service.status?.modelStatus?.states?.activeModelState ?? '';
  if (isReady) {
    return {
      copies: { failedCopies: 0, totalCopies: pods.length },
      states: { activeModelState: 'Loaded', targetModelState: 'Loaded' },
      transitionStatus: 'UpToDate',
    };
  }
  const failure = pods.map(failureOf).find(Boolean);
  if (failure) {
    return {
      copies: { failedCopies: 1 },
      states: { activeModelState: active, targetModelState: 'FailedToLoad' },
      transitionStatus: 'BlockedByFailedLoad',
      lastFailureInfo: { reason: 'ModelLoadFailed', ...failure },
    };
  }
  return {
    copies: { failedCopies: 0 },
    states: { activeModelState: active, targetModelState: 'Pending' },
    transitionStatus: 'InProgress',
  };
}

function failureOf(
  pod: Pod,
): { message?: string; exitCode?: number } | undefined {
  const server = pod.status?.containerStatuses?.find(
    ({ name }) => name === 'kserve-container',
  );
  const terminated = endOf(server);
  return (
    terminated && { message: terminated.message, exitCode: terminated.exitCode }
  );
}

function endOf(status: ContainerStatus | undefined) {
  if (status?.state.terminated) return status.state.terminated;
  return status?.state.waiting?.reason === 'CrashLoopBackOff'
    ? status.lastState?.terminated
    : undefined;
}

function transition(
  before: readonly ServingCondition[] | undefined,
  after: readonly ServingCondition[],
  now: string,
): ServingCondition[] {
  return after.map(condition => {
    const previous = before?.find(({ type }) => type === condition.type);
    const isSame = previous?.status === condition.status;
    return {
      ...condition,
      lastTransitionTime: (isSame && previous.lastTransitionTime) || now,
    };
  });
}

import type {
  AutoscalingProfile,
  EnvironmentProfile,
  InferenceServiceSpec,
} from '../declaration';
import {
  ANNOTATION_AUTOSCALER_CLASS,
  ANNOTATION_KNATIVE_CLASS,
} from './kserveWords';

/** What an environment's bounds and autoscaler become: annotations of the object and fields of its predictor. */
interface PredictorScaling {
  readonly annotations: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * As KServe v0.20 reads it. Standard mode has the annotation of KServe; Knative mode knows no such class and takes
 * Knative's own annotation; KEDA has its metrics in a list and refuses `scaleMetric`.
 *
 * @internal
 */
export function buildPredictorScaling(
  mode: InferenceServiceSpec['deploymentMode'],
  profile: EnvironmentProfile,
): PredictorScaling {
  const kind = profile.autoscaling?.class;
  return {
    annotations: annotationsOf(mode, kind),
    fields: {
      ...boundsOf(mode, profile),
      ...(kind === 'keda'
        ? { autoScaling: { metrics: [kedaMetric(profile.autoscaling)] } }
        : metricFields(profile.autoscaling)),
    },
  };
}

function annotationsOf(
  mode: InferenceServiceSpec['deploymentMode'],
  kind: AutoscalingProfile['class'] | undefined,
): Readonly<Record<string, string>> {
  if (!kind) return {};
  if (mode === 'Standard') return { [ANNOTATION_AUTOSCALER_CLASS]: kind };
  return kind === 'hpa' || kind === 'kpa'
    ? { [ANNOTATION_KNATIVE_CLASS]: `${kind}.autoscaling.knative.dev` }
    : {};
}

function boundsOf(
  mode: InferenceServiceSpec['deploymentMode'],
  { replicas, autoscaling }: EnvironmentProfile,
) {
  if (!replicas) return {};
  const isFixed = autoscaling?.class === 'none';
  if (isFixed && mode === 'Standard') return { minReplicas: replicas.min };
  // Knative cannot be told not to scale: it can only be left no room.
  const max = isFixed ? replicas.min : replicas.max;
  return {
    minReplicas: replicas.min,
    ...(max !== undefined && { maxReplicas: max }),
  };
}

function metricFields(autoscaling: AutoscalingProfile | undefined) {
  if (!autoscaling || autoscaling.class === 'none') return {};
  return {
    ...(autoscaling.metric && { scaleMetric: autoscaling.metric }),
    ...(autoscaling.target !== undefined && {
      scaleTarget: autoscaling.target,
    }),
  };
}

const DEFAULT_TARGET_PERCENT = 80;

function kedaMetric({
  metric = 'cpu',
  target,
  prometheus,
}: Partial<AutoscalingProfile> = {}) {
  if (metric === 'cpu' || metric === 'memory') {
    return {
      type: 'Resource',
      resource: {
        name: metric,
        target: {
          type: 'Utilization',
          averageUtilization: target ?? DEFAULT_TARGET_PERCENT,
        },
      },
    };
  }
  return {
    type: 'External',
    external: {
      metric: {
        backend: 'prometheus',
        serverAddress: prometheus?.serverAddress,
        query: prometheus?.query,
      },
      target: { type: 'Value', value: String(target) },
    },
  };
}

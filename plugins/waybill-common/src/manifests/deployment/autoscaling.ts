import type { AutoscalingProfile, EnvironmentProfile } from '../declaration';
import type { KubernetesManifest } from '../kubernetes';
import { servingLabels } from './servingLabels';

const DEFAULT_TARGET_PERCENT = 80;

/** How a Deployment is scaled. @internal */
export interface Scaling {
  readonly class: 'hpa' | 'keda';
  readonly min: number;
  readonly max: number;
  readonly metric: NonNullable<AutoscalingProfile['metric']>;
  readonly target: number;
  readonly prometheus?: AutoscalingProfile['prometheus'];
}

/**
 * What scales the model in an environment. As with KServe, room between `min` and `max` is used by a
 * HorizontalPodAutoscaler on the CPU where nothing else is said.
 *
 * @returns `undefined` where nothing does
 * @internal
 */
export function scalingOf({
  autoscaling,
  replicas,
}: EnvironmentProfile): Scaling | undefined {
  const min = replicas?.min ?? 1;
  const max = replicas?.max ?? min;
  const kind = autoscaling?.class ?? (max > min ? 'hpa' : 'none');
  if (kind !== 'hpa' && kind !== 'keda') return undefined;
  return {
    class: kind,
    min,
    max,
    metric: autoscaling?.metric ?? 'cpu',
    target: autoscaling?.target ?? DEFAULT_TARGET_PERCENT,
    ...(autoscaling?.prometheus && { prometheus: autoscaling.prometheus }),
  };
}

/** Pods that load a model for minutes are given up one by one, and not for a short lull. */
const BEHAVIOR = {
  scaleDown: {
    stabilizationWindowSeconds: 300,
    policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }],
  },
};

/** @internal */
export function buildAutoscaler(
  name: string,
  profile: EnvironmentProfile,
): KubernetesManifest[] {
  const scaling = scalingOf(profile);
  if (!scaling) return [];
  return [
    scaling.class === 'hpa'
      ? buildPodAutoscaler(name, scaling)
      : buildScaledObject(name, scaling),
  ];
}

function buildPodAutoscaler(
  name: string,
  scaling: Scaling,
): KubernetesManifest {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name, labels: servingLabels(name) },
    spec: {
      scaleTargetRef: targetOf(name),
      minReplicas: scaling.min,
      maxReplicas: scaling.max,
      metrics: [
        {
          type: 'Resource',
          resource: {
            name: scaling.metric,
            target: { type: 'Utilization', averageUtilization: scaling.target },
          },
        },
      ],
      behavior: BEHAVIOR,
    },
  };
}

function buildScaledObject(name: string, scaling: Scaling): KubernetesManifest {
  return {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: { name, labels: servingLabels(name) },
    spec: {
      scaleTargetRef: targetOf(name),
      minReplicaCount: scaling.min,
      maxReplicaCount: scaling.max,
      advanced: { horizontalPodAutoscalerConfig: { behavior: BEHAVIOR } },
      triggers: [buildTrigger(scaling)],
    },
  };
}

function buildTrigger({ metric, target, prometheus }: Scaling) {
  return metric === 'cpu' || metric === 'memory'
    ? {
        type: metric,
        metricType: 'Utilization',
        metadata: { value: `${target}` },
      }
    : {
        type: 'prometheus',
        metricType: 'AverageValue',
        metadata: {
          serverAddress: prometheus?.serverAddress,
          query: prometheus?.query,
          threshold: `${target}`,
        },
      };
}

function targetOf(name: string) {
  return { apiVersion: 'apps/v1', kind: 'Deployment', name };
}

import type { EnvironmentProfile } from '../../declaration';
import type { KubernetesManifest } from '../../kubernetes';
import { entityLabels, type KserveKind, podLabels } from './servingPods';

/** Keeps so many of a model's pods while nodes are drained (`policy/v1`). */
export function buildDisruptionBudget(
  name: string,
  kind: KserveKind,
  budget: NonNullable<EnvironmentProfile['disruptionBudget']>,
): KubernetesManifest {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, labels: entityLabels(name) },
    spec: {
      ...('minAvailable' in budget
        ? { minAvailable: budget.minAvailable }
        : { maxUnavailable: budget.maxUnavailable }),
      selector: { matchLabels: podLabels(name, kind) },
    },
  };
}

import type { EnvironmentProfile } from '../declaration';
import type { KubernetesManifest } from '../kubernetes';

/**
 * How many pods of a model may be evicted at once, where a node is emptied. Pods that are not ready never hold an
 * eviction up: nobody is served by them.
 *
 * @internal
 */
export function buildDisruptionBudget(input: {
  readonly name: string;
  readonly budget: EnvironmentProfile['disruptionBudget'];
  /** Labels by which the pods are found. */
  readonly selector: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
}): KubernetesManifest[] {
  const { name, budget, selector, labels } = input;
  if (!budget) return [];
  return [
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name, ...(labels && { labels }) },
      spec: {
        ...('minAvailable' in budget
          ? { minAvailable: budget.minAvailable }
          : { maxUnavailable: budget.maxUnavailable }),
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
        selector: { matchLabels: selector },
      },
    },
  ];
}

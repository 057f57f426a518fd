import type { KubernetesManifest } from '../../kubernetes';
import { objectKey } from '../objectNames';

/** What an environment takes as a whole or not at all. Everything else is written where it is needed. */
const COMPONENT_NAMES: Readonly<Record<string, string>> = {
  HorizontalPodAutoscaler: 'autoscaling',
  ScaledObject: 'event-autoscaling',
  PodMonitor: 'monitoring',
  ServiceMonitor: 'monitoring',
  PodDisruptionBudget: 'disruption-budget',
  Job: 'synthetic-load',
};

/** An object below `components/<name>/`. */
export interface Component {
  readonly name: string;
  readonly object: KubernetesManifest;
}

/**
 * Components of all environments, by the key of their object. What is in one is as the first environment has it; the
 * others patch what they want different.
 */
export function collectComponents(
  objects: readonly KubernetesManifest[],
): Map<string, Component> {
  const components = new Map<string, Component>();
  const taken = new Set<string>();
  for (const object of objects) {
    const name = COMPONENT_NAMES[object.kind];
    const key = objectKey(object);
    if (name && !taken.has(name) && !components.has(key)) {
      components.set(key, { name, object });
      taken.add(name);
    }
  }
  return components;
}

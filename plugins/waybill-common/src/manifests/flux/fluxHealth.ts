import type { DeliverySpec } from '../declaration';
import type { FluxHealthCheck, FluxHealthExpression } from './fluxTypes';

/**
 * Which objects tell Flux that a model is ready. All that is applied (`wait: true`) would be too much: it takes a load
 * job for a part of the delivery, and it takes an InferenceService whose Deployment was scaled for one that is never
 * done, because the `observedGeneration` in its status is its Deployment's, and Flux compares that with its own before
 * it evaluates any expression.
 *
 * @internal
 */
export function fluxHealthChecks(spec: DeliverySpec): FluxHealthCheck[] {
  const { name, environment } = spec;
  const { namespace } = environment;
  if (spec.servingKind === 'Deployment') {
    return [{ apiVersion: 'apps/v1', kind: 'Deployment', name, namespace }];
  }
  if (spec.servingKind === 'LLMInferenceService') {
    return [
      {
        apiVersion: 'serving.kserve.io/v1alpha2',
        kind: 'LLMInferenceService',
        name,
        namespace,
      },
    ];
  }
  const isKnative = spec.deploymentMode === 'Knative';
  return (spec.components ?? ['predictor']).map(component => ({
    apiVersion: isKnative ? 'serving.knative.dev/v1' : 'apps/v1',
    kind: isKnative ? 'Service' : 'Deployment',
    name: `${name}-${component}`,
    namespace,
  }));
}

/** @internal */
export function fluxHealthExpressions(
  spec: DeliverySpec,
): FluxHealthExpression[] {
  if (spec.servingKind !== 'LLMInferenceService') return [];
  return [
    {
      apiVersion: 'serving.kserve.io/v1alpha2',
      kind: 'LLMInferenceService',
      // It stops all work on the object, and `Ready` may stay as it was.
      failed:
        "has(status.conditions) && status.conditions.exists(e, e.type == 'PresetsCombined' && e.status == 'False' && has(e.reason) && e.reason != 'Stopped')",
      // `all` alone is true for an empty list, which is what a new object has.
      current:
        "has(status.conditions) && status.conditions.exists(e, e.type == 'Ready') && status.conditions.filter(e, e.type == 'Ready').all(e, e.status == 'True')",
    },
  ];
}

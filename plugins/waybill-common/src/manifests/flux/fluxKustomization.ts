import type { DeliverySpec } from '../declaration';
import { fluxHealthChecks, fluxHealthExpressions } from './fluxHealth';
import { fluxInterval, fluxMetadata } from './fluxSources';
import type { FluxKustomization } from './fluxTypes';

/**
 * How Flux applies the manifests of a model to one environment.
 *
 * @internal
 */
export function buildFluxKustomization(spec: DeliverySpec): FluxKustomization {
  const { source } = spec;
  const expressions = fluxHealthExpressions(spec);
  const folder = source.type === 'git' ? `./${source.path ?? 'deploy'}` : '.';
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: fluxMetadata(spec),
    spec: {
      // Also how long a model that broke after its rollout may be called healthy: it is asked at each run only.
      interval: '5m',
      retryInterval: fluxInterval(spec),
      timeout: spec.timeout ?? '5m',
      path: `${folder}/environments/${spec.environment.name}`,
      prune: true,
      targetNamespace: spec.environment.namespace,
      ...(spec.serviceAccountName !== undefined && {
        serviceAccountName: spec.serviceAccountName,
      }),
      sourceRef: {
        kind: source.type === 'git' ? 'GitRepository' : 'OCIRepository',
        name: spec.name,
      },
      ...(spec.dependsOn?.length && { dependsOn: spec.dependsOn }),
      healthChecks: fluxHealthChecks(spec),
      ...(expressions.length > 0 && { healthCheckExprs: expressions }),
    },
  };
}

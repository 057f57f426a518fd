import type { KustomizeFile } from './kubernetes';

/**
 * `kustomization.yaml` of the base.
 *
 * @public
 */
export function buildKustomizeBase(
  resources: readonly string[],
): KustomizeFile {
  return {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources,
  };
}

/**
 * `kustomization.yaml` of one environment: the base, put into the environment's namespace and patched.
 *
 * @public
 */
export function buildKustomizeOverlay(input: {
  readonly namespace: string;
  readonly base: string;
  readonly patches: readonly string[];
}): KustomizeFile {
  return {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    namespace: input.namespace,
    resources: [input.base],
    patches: input.patches.map(path => ({ path })),
  };
}

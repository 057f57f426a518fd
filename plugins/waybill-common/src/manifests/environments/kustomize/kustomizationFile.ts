/** `kustomize.config.k8s.io/v1beta1`: the file `kustomization.yaml`. @public */
export interface KustomizeFile {
  readonly apiVersion: 'kustomize.config.k8s.io/v1beta1';
  readonly kind: 'Kustomization';
  readonly namespace?: string;
  readonly resources: readonly string[];
  readonly components?: readonly string[];
  readonly patches?: readonly { readonly path: string }[];
  readonly replacements?: readonly KustomizeReplacement[];
}

/** The same of a component, which an environment takes or not (`v1alpha1`). @public */
export interface KustomizeComponentFile {
  readonly apiVersion: 'kustomize.config.k8s.io/v1alpha1';
  readonly kind: 'Component';
  readonly resources: readonly string[];
}

/** A value that is written in one object and taken over into others. @public */
export interface KustomizeReplacement {
  readonly source: {
    readonly kind: string;
    readonly name: string;
    readonly fieldPath: string;
  };
  readonly targets: readonly {
    readonly select: { readonly kind: string; readonly name: string };
    readonly fieldPaths: readonly string[];
  }[];
}

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
 * `kustomization.yaml` of a component.
 *
 * @public
 */
export function buildKustomizeComponent(
  resources: readonly string[],
): KustomizeComponentFile {
  return {
    apiVersion: 'kustomize.config.k8s.io/v1alpha1',
    kind: 'Component',
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
  /** Objects that this environment alone has. */
  readonly resources?: readonly string[];
  readonly components?: readonly string[];
  readonly patches: readonly string[];
  readonly replacements?: readonly KustomizeReplacement[];
}): KustomizeFile {
  const { resources = [], components, patches, replacements } = input;
  return {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    namespace: input.namespace,
    resources: [input.base, ...resources],
    ...(components?.length && { components }),
    ...(patches.length > 0 && { patches: patches.map(path => ({ path })) }),
    ...(replacements?.length && { replacements }),
  };
}

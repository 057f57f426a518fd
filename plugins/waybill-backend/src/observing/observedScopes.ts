import type {
  Environment,
  ObservedKind,
} from '@waybill/backstage-plugin-waybill-common';

/** One kind in one namespace of a cluster: what one watch covers. */
export interface WatchScope {
  readonly kind: ObservedKind;
  /** Empty: all namespaces, for a kind that has none. */
  readonly namespace: string;
}

/** Where delivery engines keep their objects, apart from the environments' own namespaces. */
export const DELIVERY_NAMESPACES: readonly string[] = ['flux-system', 'argocd'];

const CLUSTER_SCOPED = new Set([
  'ClusterPolicyReport',
  'ClusterReport',
  'ClusterServingRuntime',
  'Namespace',
  'Node',
]);

function isDeliveryKind({ group }: ObservedKind): boolean {
  return group.endsWith('.toolkit.fluxcd.io') || group === 'argoproj.io';
}

function isDeliveryNamespaceOf(kind: ObservedKind, namespace: string): boolean {
  return (kind.group === 'argoproj.io') === (namespace === 'argocd');
}

/**
 * What to watch in a cluster so that its environments can be told: by namespace, so that a role in those namespaces is
 * enough and the rest of a large cluster costs nothing.
 */
export function observedScopes(
  kinds: readonly ObservedKind[],
  environments: readonly Environment[],
): WatchScope[] {
  const places = [...new Set(environments.map(({ namespace }) => namespace))];
  return kinds.flatMap(kind => {
    if (CLUSTER_SCOPED.has(kind.kind)) {
      return [{ kind, namespace: '' }];
    }
    const delivery = isDeliveryKind(kind)
      ? DELIVERY_NAMESPACES.filter(name => isDeliveryNamespaceOf(kind, name))
      : [];
    return [...new Set([...places, ...delivery])].map(namespace => ({
      kind,
      namespace,
    }));
  });
}

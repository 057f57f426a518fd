import type { ClusterClient } from '../../../kubernetes';
import { isSameJson } from '../../../kubernetes/fieldPath';
import type { KustomizationObject } from '../fluxObjects';

/** Why a Kustomization has to wait for another one; undefined when it need not. */
export function unmetDependency(
  client: ClusterClient,
  object: KustomizationObject,
  revision: string | undefined,
): string | undefined {
  for (const { name, namespace = object.metadata.namespace } of object.spec
    ?.dependsOn ?? []) {
    const label = `${namespace}/${name}`;
    const dependency = client.get<KustomizationObject>({
      kind: 'Kustomization',
      namespace,
      name,
    });
    if (!dependency)
      return `dependency '${label}' not found: kustomizations.kustomize.toolkit.fluxcd.io "${name}" not found`;
    const { status, metadata } = dependency;
    const isReady = status?.conditions?.some(
      condition => condition.type === 'Ready' && condition.status === 'True',
    );
    if (!isReady || status?.observedGeneration !== metadata.generation)
      return `dependency '${label}' is not ready`;
    const isSameSource = isSameJson(sourceOf(dependency), sourceOf(object));
    if (isSameSource && status?.lastAppliedRevision !== revision)
      return `dependency '${label}' revision is not up to date`;
  }
  return undefined;
}

function sourceOf({ spec, metadata }: KustomizationObject) {
  return [
    spec?.sourceRef.kind,
    spec?.sourceRef.namespace ?? metadata.namespace,
    spec?.sourceRef.name,
  ];
}

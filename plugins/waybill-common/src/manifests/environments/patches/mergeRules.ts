import type { KubernetesManifest } from '../../kubernetes';

/** Name of the field by which the items of a list are told apart, where the list is merged and not replaced. */
export type MergeRules = (path: readonly string[]) => string | undefined;

/** Lists are replaced as a whole: what kustomize does for kinds that it has no schema of, and Helm for values. */
export const REPLACE_LISTS: MergeRules = () => undefined;

/** Groups whose schema kustomize has built in. */
const BUILT_IN_GROUPS = new Set([
  '',
  'apps',
  'autoscaling',
  'batch',
  'policy',
  'networking.k8s.io',
  'rbac.authorization.k8s.io',
]);

/** Merge keys of Kubernetes' own types, of the lists that are written here. */
const MERGE_KEYS: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  env: 'name',
  volumes: 'name',
  volumeMounts: 'mountPath',
  imagePullSecrets: 'name',
};

const MERGED_LISTS: MergeRules = path => {
  const field = path[path.length - 1];
  if (field === 'ports') {
    return path.includes('containers') || path.includes('initContainers')
      ? 'containerPort'
      : 'port';
  }
  return MERGE_KEYS[field];
};

/** How kustomize merges a patch into an object. */
export function mergeRulesOf(object: KubernetesManifest): MergeRules {
  const [group, version] = object.apiVersion.split('/');
  return BUILT_IN_GROUPS.has(version === undefined ? '' : group)
    ? MERGED_LISTS
    : REPLACE_LISTS;
}

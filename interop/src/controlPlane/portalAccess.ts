import { OBSERVED_KINDS } from '@waybill/backstage-plugin-waybill-common';
import type { Kubectl, KubernetesManifest } from './Kubectl';

const NAMESPACE = 'backstage';
const NAME = 'waybill';

/**
 * Gives the portal an account that may read what Waybill observes, and nothing else.
 *
 * @returns its token
 */
export async function grantPortalAccess(kubectl: Kubectl): Promise<string> {
  await kubectl.apply(portalAccess());
  const { stdout } = await kubectl.run([
    'create',
    'token',
    NAME,
    `--namespace=${NAMESPACE}`,
    '--duration=24h',
  ]);
  return stdout.trim();
}

function portalAccess(): KubernetesManifest[] {
  const rbac = 'rbac.authorization.k8s.io';
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: NAME, namespace: NAMESPACE },
    },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRole',
      metadata: { name: NAME },
      rules: [
        ...OBSERVED_KINDS.map(({ group, plural }) => ({
          apiGroups: [group],
          resources: [plural],
          verbs: ['get', 'list', 'watch'],
        })),
        { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
      ],
    },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: NAME },
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: NAME },
      subjects: [{ kind: 'ServiceAccount', name: NAME, namespace: NAMESPACE }],
    },
  ];
}

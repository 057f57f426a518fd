import { ARGOCD_OWN_CLUSTER } from '../../argocd/argoApplication';
import type { KubernetesManifest } from '../../kubernetes';
import type { EnvironmentFilesInput } from './EnvironmentFilesInput';

/** What makes the engine take all that the environment's folder of the fleet repository holds. */
export function buildFleetSource(
  input: EnvironmentFilesInput,
  namespace: string,
): KubernetesManifest[] {
  const { fleet, environment } = input;
  if (input.engine === 'argo-cd') {
    return [
      {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        metadata: { name: `fleet-${environment.name}`, namespace },
        spec: {
          // It makes projects and namespaces, which no team's project may.
          project: 'default',
          source: {
            repoURL: fleet.url,
            targetRevision: fleet.branch,
            path: fleet.path,
            directory: { recurse: true },
          },
          destination: { server: ARGOCD_OWN_CLUSTER, namespace },
          syncPolicy: {
            automated: { prune: true, selfHeal: true },
            syncOptions: ['ServerSideApply=true'],
          },
        },
      },
    ];
  }
  const metadata = { name: 'fleet', namespace };
  return [
    {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata,
      spec: {
        interval: '1m',
        url: fleet.url,
        ref: { branch: fleet.branch },
        ...(fleet.credentialsSecret !== undefined && {
          secretRef: { name: fleet.credentialsSecret },
        }),
      },
    },
    {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata,
      spec: {
        interval: '10m',
        retryInterval: '1m',
        timeout: '5m',
        path: `./${fleet.path}`,
        prune: true,
        sourceRef: { kind: 'GitRepository', name: 'fleet' },
      },
    },
  ];
}

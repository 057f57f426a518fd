import { formatRepository, parseRepository } from '../../reference';
import type { DeliverySpec, OciDeliverySource } from '../declaration';
import { LABEL_ENVIRONMENT } from '../delivery/labels';
import type { KubernetesManifest } from '../kubernetes';
import type {
  ArgoApplication,
  ArgoApplicationSpec,
  ArgoSource,
} from './argoTypes';

/** Namespace of Argo CD and of the objects that deliver models. @public */
export const ARGOCD_NAMESPACE = 'argocd';

/** API server of the cluster in which Argo CD runs. @public */
export const ARGOCD_OWN_CLUSTER = 'https://kubernetes.default.svc';

/** One Argo CD may serve all environments: there the model's name alone would not do. @internal */
export function applicationName(spec: DeliverySpec): string {
  return `${spec.name}-${spec.environment.name}`;
}

/** @internal */
export function buildArgoDelivery(spec: DeliverySpec): KubernetesManifest[] {
  return [...buildPlainHttpRepository(spec), buildArgoApplication(spec)];
}

function buildArgoApplication(spec: DeliverySpec): ArgoApplication {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name: applicationName(spec),
      namespace: spec.controlNamespace ?? ARGOCD_NAMESPACE,
      labels: { [LABEL_ENVIRONMENT]: spec.environment.name },
    },
    spec: buildApplicationSpec(spec),
  };
}

/** @internal */
export function buildApplicationSpec(spec: DeliverySpec): ArgoApplicationSpec {
  return {
    project: spec.project ?? 'default',
    source: buildArgoSource(spec),
    destination: {
      server: spec.destinationServer ?? ARGOCD_OWN_CLUSTER,
      namespace: spec.environment.namespace,
    },
    syncPolicy: {
      automated: { prune: true, selfHeal: true },
      // What a webhook or a controller writes into the object stays theirs.
      syncOptions: ['ServerSideApply=true', 'CreateNamespace=false'],
      retry: {
        // Without a limit; a new revision ends the wait for an old one.
        limit: -1,
        refresh: true,
        backoff: { duration: '5s', factor: 2, maxDuration: '3m' },
      },
    },
  };
}

/** @internal */
export function buildArgoSource(spec: DeliverySpec): ArgoSource {
  const { source, form, environment } = spec;
  const isGit = source.type === 'git';
  const folder = isGit ? `${source.path ?? 'deploy'}/` : '';
  const where = {
    repoURL: isGit ? source.url : ociUrl(source),
    targetRevision: isGit ? source.branch : revisionOf(source.reference),
  };
  if (form === 'kustomize') {
    return { ...where, path: `${folder}environments/${environment.name}` };
  }
  const valuesFile = `environments/${environment.name}/values.yaml`;
  return {
    ...where,
    // A chart in a registry is the artifact's root; in Git it lies beside the environments.
    path: isGit ? `${folder}chart` : '.',
    helm: {
      releaseName: spec.name,
      ...((isGit || spec.values === undefined) && {
        valueFiles: [isGit ? `../${valuesFile}` : valuesFile],
      }),
      ...(spec.values && { valuesObject: spec.values }),
    },
  };
}

function ociUrl({ repository }: OciDeliverySource): string {
  return `oci://${formatRepository(parseRepository(repository))}`;
}

function revisionOf(reference: OciDeliverySource['reference']): string {
  if ('semver' in reference) return reference.semver;
  return 'tag' in reference ? reference.tag : reference.digest;
}

/** Argo CD asks over HTTPS unless a repository says otherwise; there is nothing secret in this Secret. */
function buildPlainHttpRepository(spec: DeliverySpec): KubernetesManifest[] {
  const { source } = spec;
  if (source.type === 'git' || !source.isPlainHttp) return [];
  return [
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: `${applicationName(spec)}-source`,
        namespace: spec.controlNamespace ?? ARGOCD_NAMESPACE,
        labels: { 'argocd.argoproj.io/secret-type': 'repository' },
      },
      type: 'Opaque',
      stringData: {
        type: 'oci',
        url: ociUrl(source),
        insecure: 'true',
        insecureOCIForceHttp: 'true',
      },
    },
  ];
}

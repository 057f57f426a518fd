import { fieldAt, isJsonObject } from '../fieldPath';
import type { KubernetesObject } from '../KubernetesObject';
import { ageColumn } from './Column';
import { fieldOf } from './cells';
import type { KindDefinition } from './KindDefinition';

const builtIn = { version: 'v1', namespaced: true, isBuiltIn: true };

function hostsOf(object: KubernetesObject): string {
  const rules = fieldAt(object, 'spec.rules');
  const hosts = Array.isArray(rules)
    ? rules.filter(isJsonObject).map(rule => String(rule.host ?? '*'))
    : [];
  return hosts.join(',') || '*';
}

/** The remaining groups of Kubernetes of which the sandbox serves a kind or two. */
export const platformKinds: readonly KindDefinition[] = [
  {
    ...builtIn,
    group: 'autoscaling',
    version: 'v2',
    otherVersions: ['v1'],
    kind: 'HorizontalPodAutoscaler',
    plural: 'horizontalpodautoscalers',
    shortNames: ['hpa'],
    categories: ['all'],
    hasStatus: true,
    columns: [
      {
        name: 'Reference',
        type: 'string',
        from: object =>
          `${fieldOf(object, 'spec.scaleTargetRef.kind')}/${fieldOf(
            object,
            'spec.scaleTargetRef.name',
          )}`,
      },
      {
        name: 'MinPods',
        type: 'string',
        from: object => Number(fieldOf(object, 'spec.minReplicas') ?? 1),
      },
      { name: 'MaxPods', type: 'string', from: '.spec.maxReplicas' },
      {
        name: 'Replicas',
        type: 'string',
        from: object => Number(fieldOf(object, 'status.currentReplicas') ?? 0),
      },
      ageColumn,
    ],
  },
  {
    ...builtIn,
    group: 'networking.k8s.io',
    kind: 'Ingress',
    plural: 'ingresses',
    shortNames: ['ing'],
    hasStatus: true,
    columns: [
      {
        name: 'Class',
        type: 'string',
        from: object =>
          String(fieldOf(object, 'spec.ingressClassName') ?? '<none>'),
      },
      { name: 'Hosts', type: 'string', from: hostsOf },
      {
        name: 'Address',
        type: 'string',
        from: '.status.loadBalancer.ingress[*].ip',
      },
      {
        name: 'Ports',
        type: 'string',
        from: object => (fieldAt(object, 'spec.tls') ? '80, 443' : '80'),
      },
      ageColumn,
    ],
  },
  {
    ...builtIn,
    group: 'coordination.k8s.io',
    kind: 'Lease',
    plural: 'leases',
    columns: [
      { name: 'Holder', type: 'string', from: '.spec.holderIdentity' },
      ageColumn,
    ],
  },
  {
    ...builtIn,
    group: 'batch',
    kind: 'Job',
    plural: 'jobs',
    categories: ['all'],
    hasStatus: true,
    columns: [ageColumn],
  },
  {
    ...builtIn,
    group: 'batch',
    kind: 'CronJob',
    plural: 'cronjobs',
    shortNames: ['cj'],
    categories: ['all'],
    hasStatus: true,
    columns: [ageColumn],
  },
];

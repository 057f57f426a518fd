import { ageColumn, type Column } from './Column';
import type { KindDefinition } from './KindDefinition';

// As in the CRDs of source-controller 1.9.1, kustomize-controller 1.9.4 and helm-controller 1.6.3.

const readyColumn: Column = {
  name: 'Ready',
  type: 'string',
  from: '.status.conditions[?(@.type=="Ready")].status',
};
const statusColumn: Column = {
  name: 'Status',
  type: 'string',
  from: '.status.conditions[?(@.type=="Ready")].message',
};
const urlColumn: Column = { name: 'URL', type: 'string', from: '.spec.url' };

/** An object nobody has reconciled yet says so. */
const unobserved = { path: 'status', value: { observedGeneration: -1 } };

const source = {
  group: 'source.toolkit.fluxcd.io',
  version: 'v1',
  namespaced: true,
  hasStatus: true,
  categories: ['all', 'fluxcd', 'fluxcd-sources'],
};

const interval = '^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$';

export const fluxKinds: readonly KindDefinition[] = [
  {
    ...source,
    kind: 'GitRepository',
    plural: 'gitrepositories',
    shortNames: ['gitrepo'],
    required: ['spec.interval', 'spec.url'],
    patterns: {
      'spec.interval': interval,
      'spec.url': '^(http|https|ssh)://.*$',
    },
    defaults: [
      { path: 'spec.timeout', value: '60s' },
      { path: 'spec.verify.mode', value: 'HEAD' },
      unobserved,
    ],
    columns: [urlColumn, ageColumn, readyColumn, statusColumn],
  },
  {
    ...source,
    kind: 'OCIRepository',
    plural: 'ocirepositories',
    shortNames: ['ocirepo'],
    required: ['spec.interval', 'spec.url'],
    patterns: { 'spec.interval': interval, 'spec.url': '^oci://.*$' },
    enums: {
      'spec.provider': ['generic', 'aws', 'azure', 'gcp'],
      'spec.verify.provider': ['cosign', 'notation'],
    },
    defaults: [
      { path: 'spec.provider', value: 'generic' },
      { path: 'spec.timeout', value: '60s' },
      { path: 'spec.verify.provider', value: 'cosign' },
      unobserved,
    ],
    columns: [urlColumn, readyColumn, statusColumn, ageColumn],
  },
  {
    ...source,
    kind: 'HelmRepository',
    plural: 'helmrepositories',
    shortNames: ['helmrepo'],
    required: ['spec.url'],
    defaults: [{ path: 'spec.provider', value: 'generic' }, unobserved],
    columns: [urlColumn, ageColumn, readyColumn, statusColumn],
  },
  {
    ...source,
    kind: 'Bucket',
    plural: 'buckets',
    required: ['spec.bucketName', 'spec.endpoint', 'spec.interval'],
    defaults: [
      { path: 'spec.provider', value: 'generic' },
      { path: 'spec.timeout', value: '60s' },
      unobserved,
    ],
    columns: [
      { name: 'Endpoint', type: 'string', from: '.spec.endpoint' },
      ageColumn,
      readyColumn,
      statusColumn,
    ],
  },
  {
    group: 'kustomize.toolkit.fluxcd.io',
    version: 'v1',
    kind: 'Kustomization',
    plural: 'kustomizations',
    shortNames: ['ks'],
    categories: ['all', 'fluxcd', 'fluxcd-appliers'],
    namespaced: true,
    hasStatus: true,
    required: [
      'spec.interval',
      'spec.prune',
      'spec.sourceRef',
      'spec.sourceRef.kind',
      'spec.sourceRef.name',
    ],
    patterns: { 'spec.interval': interval, 'spec.timeout': interval },
    enums: {
      'spec.sourceRef.kind': [
        'OCIRepository',
        'GitRepository',
        'Bucket',
        'ExternalArtifact',
      ],
    },
    defaults: [{ path: 'spec.force', value: false }, unobserved],
    columns: [ageColumn, readyColumn, statusColumn],
  },
  {
    group: 'helm.toolkit.fluxcd.io',
    version: 'v2',
    kind: 'HelmRelease',
    plural: 'helmreleases',
    shortNames: ['hr'],
    categories: ['all', 'fluxcd', 'fluxcd-appliers'],
    namespaced: true,
    hasStatus: true,
    required: ['spec.interval'],
    defaults: [unobserved],
    columns: [ageColumn, readyColumn, statusColumn],
  },
];

import { ageColumn, type Column } from './Column';
import { fieldOf, podTemplateCells, selectorText } from './cells';
import type { KindDefinition } from './KindDefinition';
import type { KubernetesObject } from '../KubernetesObject';

const apps = {
  group: 'apps',
  version: 'v1',
  namespaced: true,
  isBuiltIn: true,
  hasStatus: true,
  hasScale: true,
  categories: ['all'],
  required: [
    'spec',
    'spec.selector',
    'spec.template',
    'spec.template.spec.containers',
  ],
  immutable: ['spec.selector'],
};

const numberAt = (path: string) => (object: KubernetesObject) =>
  Number(fieldOf(object, path) ?? 0);
const outOf = (part: string, whole: string) => (object: KubernetesObject) =>
  `${numberAt(part)(object)}/${numberAt(whole)(object)}`;

const wideColumns: readonly Column[] = [
  {
    name: 'Containers',
    type: 'string',
    priority: 1,
    from: object => podTemplateCells(object).names,
  },
  {
    name: 'Images',
    type: 'string',
    priority: 1,
    from: object => podTemplateCells(object).images,
  },
  {
    name: 'Selector',
    type: 'string',
    priority: 1,
    from: object => selectorText(object, 'spec.selector.matchLabels'),
  },
];

export const appsKinds: readonly KindDefinition[] = [
  {
    ...apps,
    kind: 'Deployment',
    plural: 'deployments',
    shortNames: ['deploy'],
    columns: [
      {
        name: 'Ready',
        type: 'string',
        from: outOf('status.readyReplicas', 'spec.replicas'),
      },
      {
        name: 'Up-to-date',
        type: 'string',
        from: numberAt('status.updatedReplicas'),
      },
      {
        name: 'Available',
        type: 'string',
        from: numberAt('status.availableReplicas'),
      },
      ageColumn,
      ...wideColumns,
    ],
  },
  {
    ...apps,
    kind: 'ReplicaSet',
    plural: 'replicasets',
    shortNames: ['rs'],
    columns: [
      { name: 'Desired', type: 'integer', from: numberAt('spec.replicas') },
      { name: 'Current', type: 'integer', from: numberAt('status.replicas') },
      {
        name: 'Ready',
        type: 'integer',
        from: numberAt('status.readyReplicas'),
      },
      ageColumn,
      ...wideColumns,
    ],
  },
  {
    ...apps,
    kind: 'StatefulSet',
    plural: 'statefulsets',
    shortNames: ['sts'],
    columns: [
      {
        name: 'Ready',
        type: 'string',
        from: outOf('status.readyReplicas', 'spec.replicas'),
      },
      ageColumn,
      ...wideColumns.slice(0, 2),
    ],
  },
  {
    ...apps,
    kind: 'DaemonSet',
    plural: 'daemonsets',
    shortNames: ['ds'],
    hasScale: false,
    columns: [
      {
        name: 'Desired',
        type: 'integer',
        from: numberAt('status.desiredNumberScheduled'),
      },
      { name: 'Ready', type: 'integer', from: numberAt('status.numberReady') },
      ageColumn,
    ],
  },
];

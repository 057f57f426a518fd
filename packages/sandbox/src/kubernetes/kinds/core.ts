import { ageColumn } from './Column';
import type { KindDefinition } from './KindDefinition';
import { eventColumns } from './eventColumns';
import { nodeColumns } from './nodeColumns';
import { podColumns } from './podColumns';
import {
  countOf,
  externalAddressOf,
  fieldOf,
  joinedPorts,
  selectorText,
} from './cells';

const core = { group: '', version: 'v1', namespaced: true, isBuiltIn: true };

export const coreKinds: readonly KindDefinition[] = [
  {
    ...core,
    kind: 'Namespace',
    plural: 'namespaces',
    shortNames: ['ns'],
    namespaced: false,
    hasStatus: true,
    columns: [
      { name: 'Status', type: 'string', from: '.status.phase' },
      ageColumn,
    ],
  },
  {
    ...core,
    kind: 'Node',
    plural: 'nodes',
    shortNames: ['no'],
    namespaced: false,
    hasStatus: true,
    columns: nodeColumns,
  },
  {
    ...core,
    kind: 'Pod',
    plural: 'pods',
    shortNames: ['po'],
    categories: ['all'],
    hasStatus: true,
    required: ['spec', 'spec.containers'],
    columns: podColumns,
  },
  {
    ...core,
    kind: 'Service',
    plural: 'services',
    shortNames: ['svc'],
    categories: ['all'],
    hasStatus: true,
    columns: [
      { name: 'Type', type: 'string', from: '.spec.type' },
      {
        name: 'Cluster-IP',
        type: 'string',
        from: object => fieldOf(object, 'spec.clusterIP') ?? '<none>',
      },
      { name: 'External-IP', type: 'string', from: externalAddressOf },
      { name: 'Port(s)', type: 'string', from: joinedPorts },
      ageColumn,
      {
        name: 'Selector',
        type: 'string',
        priority: 1,
        from: object => selectorText(object, 'spec.selector'),
      },
    ],
  },
  {
    ...core,
    kind: 'ConfigMap',
    plural: 'configmaps',
    shortNames: ['cm'],
    columns: [
      {
        name: 'Data',
        type: 'string',
        from: object => countOf(object, 'data') + countOf(object, 'binaryData'),
      },
      ageColumn,
    ],
  },
  {
    ...core,
    kind: 'Secret',
    plural: 'secrets',
    immutable: ['type'],
    columns: [
      { name: 'Type', type: 'string', from: '.type' },
      { name: 'Data', type: 'string', from: object => countOf(object, 'data') },
      ageColumn,
    ],
  },
  {
    ...core,
    kind: 'ServiceAccount',
    plural: 'serviceaccounts',
    shortNames: ['sa'],
    columns: [
      {
        name: 'Secrets',
        type: 'string',
        from: object => countOf(object, 'secrets'),
      },
      ageColumn,
    ],
  },
  {
    ...core,
    kind: 'Event',
    plural: 'events',
    shortNames: ['ev'],
    columns: eventColumns,
  },
  // Served because adopters' tools list them; nothing here plays them.
  {
    ...core,
    kind: 'PersistentVolumeClaim',
    plural: 'persistentvolumeclaims',
    shortNames: ['pvc'],
    hasStatus: true,
    columns: [
      { name: 'Status', type: 'string', from: '.status.phase' },
      ageColumn,
    ],
  },
  {
    ...core,
    kind: 'LimitRange',
    plural: 'limitranges',
    shortNames: ['limits'],
    columns: [ageColumn],
  },
  {
    ...core,
    kind: 'ResourceQuota',
    plural: 'resourcequotas',
    shortNames: ['quota'],
    hasStatus: true,
    columns: [ageColumn],
  },
];

import { ageColumn } from './Column';
import type { KindDefinition } from './KindDefinition';

// As in the CRDs of Argo CD 3.5.1. Application has no status subresource: its status is an ordinary field.

const argo = {
  group: 'argoproj.io',
  version: 'v1alpha1',
  namespaced: true,
  hasGeneration: true,
};

export const argoKinds: readonly KindDefinition[] = [
  {
    ...argo,
    kind: 'Application',
    plural: 'applications',
    shortNames: ['app', 'apps'],
    required: ['spec', 'spec.destination', 'spec.project'],
    columns: [
      { name: 'Sync Status', type: 'string', from: '.status.sync.status' },
      { name: 'Health Status', type: 'string', from: '.status.health.status' },
      {
        name: 'Revision',
        type: 'string',
        priority: 10,
        from: '.status.sync.revision',
      },
      { name: 'Project', type: 'string', priority: 10, from: '.spec.project' },
    ],
  },
  {
    ...argo,
    kind: 'AppProject',
    plural: 'appprojects',
    shortNames: ['appproj', 'appprojs'],
    required: ['spec'],
    columns: [ageColumn],
  },
  {
    ...argo,
    kind: 'ApplicationSet',
    plural: 'applicationsets',
    shortNames: ['appset', 'appsets'],
    hasStatus: true,
    required: ['spec', 'spec.generators', 'spec.template'],
    columns: [ageColumn],
  },
];

import { ageColumn, type Column } from './Column';
import type { KindDefinition } from './KindDefinition';

// As in KServe 0.20.0's minimal CRDs: spec and status are open and owned as a whole by whoever applies them.

const serving = {
  group: 'serving.kserve.io',
  version: 'v1alpha1',
  namespaced: true,
  atomicFields: ['spec', 'status'],
};

const readyColumn: Column = {
  name: 'Ready',
  type: 'string',
  from: ".status.conditions[?(@.type=='Ready')].status",
};
const urlColumn: Column = { name: 'URL', type: 'string', from: '.status.url' };

const traffic = (match: string, field: string) =>
  `.status.components.predictor.traffic[?(@.${match})].${field}`;

const runtimeColumns: readonly Column[] = [
  { name: 'Disabled', type: 'boolean', from: '.spec.disabled' },
  {
    name: 'ModelType',
    type: 'string',
    from: '.spec.supportedModelFormats[*].name',
  },
  { name: 'Containers', type: 'string', from: '.spec.containers[*].name' },
  ageColumn,
];

export const kserveKinds: readonly KindDefinition[] = [
  {
    ...serving,
    version: 'v1beta1',
    kind: 'InferenceService',
    plural: 'inferenceservices',
    shortNames: ['isvc'],
    hasStatus: true,
    columns: [
      urlColumn,
      readyColumn,
      {
        name: 'Prev',
        type: 'integer',
        from: traffic("tag=='prev'", 'percent'),
      },
      {
        name: 'Latest',
        type: 'integer',
        from: traffic('latestRevision==true', 'percent'),
      },
      {
        name: 'PrevRolledoutRevision',
        type: 'string',
        from: traffic("tag=='prev'", 'revisionName'),
      },
      {
        name: 'LatestReadyRevision',
        type: 'string',
        from: traffic('latestRevision==true', 'revisionName'),
      },
      ageColumn,
    ],
  },
  {
    ...serving,
    kind: 'ServingRuntime',
    plural: 'servingruntimes',
    hasGeneration: true,
    columns: runtimeColumns,
  },
  {
    ...serving,
    kind: 'ClusterServingRuntime',
    plural: 'clusterservingruntimes',
    namespaced: false,
    hasGeneration: true,
    columns: runtimeColumns,
  },
  {
    ...serving,
    kind: 'ClusterStorageContainer',
    plural: 'clusterstoragecontainers',
    namespaced: false,
    hasGeneration: true,
    columns: [ageColumn],
  },
  {
    ...serving,
    version: 'v1alpha2',
    otherVersions: ['v1alpha1'],
    kind: 'LLMInferenceService',
    plural: 'llminferenceservices',
    shortNames: ['llmisvc'],
    hasStatus: true,
    columns: [
      urlColumn,
      readyColumn,
      {
        name: 'Reason',
        type: 'string',
        from: ".status.conditions[?(@.type=='Ready')].reason",
      },
      ageColumn,
      {
        name: 'URLs',
        type: 'string',
        priority: 1,
        from: '.status.addresses[*].url',
      },
    ],
  },
];

import { ageColumn, type Column } from './Column';
import type { KindDefinition } from './KindDefinition';

// As in the CRDs of Kyverno 1.19 and openreports.io/reports-api 0.2.1: no status, and nothing but results is checked.

const columns: readonly Column[] = [
  { name: 'Kind', type: 'string', from: '.scope.kind' },
  { name: 'Name', type: 'string', from: '.scope.name' },
  ...['Pass', 'Fail', 'Warn', 'Error', 'Skip'].map(
    (name): Column => ({
      name,
      type: 'integer',
      from: `.summary.${name.toLocaleLowerCase('en-US')}`,
    }),
  ),
  ageColumn,
];

/** Reports of admission engines. */
export const reportKinds: readonly KindDefinition[] = [
  {
    group: 'wgpolicyk8s.io',
    version: 'v1alpha2',
    kind: 'PolicyReport',
    plural: 'policyreports',
    shortNames: ['polr'],
    namespaced: true,
    columns,
  },
  {
    group: 'wgpolicyk8s.io',
    version: 'v1alpha2',
    kind: 'ClusterPolicyReport',
    plural: 'clusterpolicyreports',
    shortNames: ['cpolr'],
    namespaced: false,
    columns,
  },
];

export * from './EditingError';
export { EDITING_LIMITS } from './limits';
export type {
  ModelReference,
  ReferenceRole,
} from './references/ModelReference';
export {
  findModelReferences,
  type DeliveredReference,
  type ReferenceQuery,
  type RepositoryReading,
} from './references/findModelReferences';
export * from './plan/EditPlan';
export { planVersionBump, type VersionBump } from './plan/planVersionBump';
export { planPins } from './plan/planPins';
export { unifiedDiff } from './plan/unifiedDiff';

export { planModelcar } from './planModelcar';
export type { PlanOptions } from './planModelcar';
export * from './planManifestsArtifact';

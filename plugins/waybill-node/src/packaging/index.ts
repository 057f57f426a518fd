export * from './ModelPackager';
export * from './PackagingError';
export { planModelcar } from './planModelcar';
export type { PlanOptions } from './planModelcar';
export * from './planManifestsArtifact';
export * from './pushPackage';
export * from './inspectPackage';

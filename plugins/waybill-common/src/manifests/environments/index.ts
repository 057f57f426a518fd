export * from './RepositoryFile';
export { renderEnvironment } from './renderEnvironment';
export * from './buildDeployFiles';
export * from './compareEnvironments';
export { listDeclarationProblems } from './listDeclarationProblems';
export * from './kustomize/kustomizationFile';
export * from './declareModel';
export * from './presets';

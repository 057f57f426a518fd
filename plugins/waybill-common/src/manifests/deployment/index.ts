export * from './buildDeploymentObjects';
export * from './buildDockerfile';
export * from './listDeploymentProblems';
export { ANNOTATION_MODEL } from './modelAnnotations';

export * from './buildDeploymentObjects';
export * from './buildDockerfile';
export * from './listDeploymentProblems';
export {
  ANNOTATION_CANARY_PERCENT,
  ANNOTATION_MODEL,
} from './modelAnnotations';

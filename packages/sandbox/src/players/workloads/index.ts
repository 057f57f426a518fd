export * from './objects';
export { setCondition } from './conditions';
export { startDeployments } from './deployments';
export { startReplicaSets } from './replicaSets';
export type { PodAdmission } from './replicaSets';

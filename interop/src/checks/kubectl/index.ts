export { kubectlChecks } from './kubectlChecks';
export type { ClusterUnderTest } from './ClusterUnderTest';

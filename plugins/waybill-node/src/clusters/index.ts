export * from './ClusterReader';
export * from './ClusterError';
export * from './clusterConnection';
export * from './ClusterReaderSettings';
export { KubernetesClusterReader } from './KubernetesClusterReader';

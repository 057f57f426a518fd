export * from './Admission';
export * from './ClusterClient';
export * from './KubernetesObject';
export * from './PodLogs';
export * from './RunningCluster';
export * from './startCluster';
export * from './StatusError';

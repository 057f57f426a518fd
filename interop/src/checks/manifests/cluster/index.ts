export { clusterSection } from './clusterSection';

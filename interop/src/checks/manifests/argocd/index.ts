export { argocdSection } from './argocdSection';

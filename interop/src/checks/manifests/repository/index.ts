export { repositorySection } from './repositorySection';

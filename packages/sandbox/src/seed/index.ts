export { seedRepositories } from './seedRepositories';

export { startKubelet } from './startKubelet';

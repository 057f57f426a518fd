export { startFlux } from './startFlux';

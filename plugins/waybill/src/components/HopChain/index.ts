export { HopChain } from './HopChain';

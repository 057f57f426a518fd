export {
  startRegistry,
  type RegistryOptions,
  type RunningRegistry,
} from './startRegistry';

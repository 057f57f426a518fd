export { FLEET, MODELS_NAMESPACE, bootstrapObjects } from './bootstrapObjects';
export { startEnvironment, type RunningEnvironment } from './startEnvironment';

export * from './fluxTypes';
export { FLUX_NAMESPACE, VERIFICATION_SECRET } from './fluxSources';

export * from './fluxTypes';
export { FLUX_NAMESPACE, VERIFICATION_SECRET } from './fluxSources';
export * from './automation/buildImageAutomation';
export * from './automation/addVersionMarkers';
export * from './notifications';
export * from './fluxTenant';

export * from './argoTypes';
export { ARGOCD_NAMESPACE, ARGOCD_OWN_CLUSTER } from './argoApplication';
export { buildArgoHealthCustomization } from './health/argoHealthCustomization';
export * from './argoApplicationSet';
export * from './argoProject';
export * from './argoImageUpdater';

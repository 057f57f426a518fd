export { startControlPlane } from './startControlPlane';
export type {
  ControlPlaneOptions,
  RunningControlPlane,
} from './startControlPlane';
export { startRegistry, type RunningRegistry } from './registry';
export { Kubectl, type KubernetesManifest } from './Kubectl';
export { MODELS_NAMESPACE } from './appConfig';
export { FLUX_NAMESPACE } from './flux';
export type { RunningCluster } from './startCluster';
export { seedExamples } from './seedExamples';
export { CONTROL_PLANE_TOOLS } from './startControlPlane';
export { startApiServer, type RunningApiServer } from './startApiServer';
export { IMAGE_REFLECTOR_TOOLS, startImageReflector } from './imageReflector';
export {
  ARGOCD_NAMESPACE,
  ARGOCD_TOOLS,
  startArgoCd,
  type RunningArgoCd,
} from './argocd';

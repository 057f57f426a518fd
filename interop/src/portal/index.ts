export { startPortal, type RunningPortal } from './Portal';
export { PortalClient, TaskFailedError } from './PortalClient';
export { repositoryFile } from './repositoryRoot';
export { SHIP_A_MODEL, SHIP_A_VERSION, SHIP_ANYTHING } from './shipTemplates';

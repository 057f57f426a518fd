export { ControlClient, type SandboxStatus } from './ControlClient';
export { startControl, type ControlTarget } from './startControl';

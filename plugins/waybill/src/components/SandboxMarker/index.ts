export { SandboxMarker } from './SandboxMarker';

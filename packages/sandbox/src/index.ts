export { SandboxError, type SandboxErrorCode } from './errors';
export type { BreakOptions } from './Faults';
export {
  startGitRemote,
  type GitRemoteOptions,
  type RunningGitRemote,
} from './git';
export {
  startRegistry,
  type RegistryOptions,
  type RunningRegistry,
} from './registry';
export {
  startSandbox,
  type RunningSandbox,
  type SandboxCluster,
  type SandboxOptions,
} from './sandbox';
export { resetSandbox, type SandboxPorts } from './state';

export { repositoryFile } from './portal/repositoryRoot';
export { startRegistry, type RunningRegistry } from './controlPlane/registry';
export {
  abortOnSignals,
  findFreePorts,
  ManagedProcess,
  runProgram,
  runSuccessfully,
  StoppedError,
} from './processes';
export {
  buildTools,
  buildWaybill,
  findGo,
  ToolError,
  type Tools,
} from './tools';

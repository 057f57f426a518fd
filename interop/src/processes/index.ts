export { abortOnSignals, StoppedError } from './abortOnSignals';
export { findFreePorts } from './freePorts';
export { ManagedProcess, type ProcessSpec } from './ManagedProcess';
export { ProcessStack } from './ProcessStack';
export {
  lastLines,
  ProgramFailedError,
  runProgram,
  runSuccessfully,
  type ProgramOptions,
  type ProgramResult,
} from './runProgram';
export { GivenUpError, waitUntil } from './waitUntil';

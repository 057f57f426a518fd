export { Contest } from './Contest';
export { KeptPackages } from './KeptPackages';
export { IDLE, runMemoryCurve } from './memoryCurve';
export { runPushes } from './pushes';
export { REPUSH, runRepush } from './repush';
export { HASH, runSinkPushes } from './sinkPushes';
export { runUnpacks } from './unpacks';

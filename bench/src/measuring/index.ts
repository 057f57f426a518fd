export type { Measurement } from './Measurement';
export { cpuSecondsOf, machineCpuSeconds } from './procFiles';
export { buildPrograms, type BenchPrograms } from './programs';
export { runMeasured, type MeasuredCommand } from './runMeasured';
export { line } from './shell';

export { startDistribution } from './distribution';
export type { Place } from './Place';
export { startSink } from './sink';

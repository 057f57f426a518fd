export { MAIN_JOB, type JobStep } from './steps';
export type { PlaceUnderTest } from './PlaceUnderTest';
export { findPlacement } from './placements';
export {
  digestOf,
  manifestsRepository,
  modelRepository,
  unpackManifests,
  versionsOf,
} from './artifacts';

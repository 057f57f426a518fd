export * from './status';
export * from './waybill';
export * from './placement';
export * from './PlacementInput';
export * from './observation';
export * from './annotations';
export * from './kinds';
export * from './trimObject';
export * from './readDeclaration';
export * from './objectStatus';
export {
  findPlacementObjects,
  type PlacementObjects,
  type SourceRef,
} from './findPlacementObjects';
export * from './derivePlacement';

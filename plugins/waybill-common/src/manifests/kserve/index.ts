export * from './kserveWords';
export { buildStorageUri } from './storageUri';
export * from './clusterStorageContainer';
export {
  KSERVE_RUNTIMES,
  selectServingRuntime,
  type ServingProtocol,
  type ServingRuntimeFacts,
} from './servingRuntimes';
export * from './KserveSurroundings';
export * from './buildKserveObjects';
export * from './problems';
export * from './servingRuntime';
export * from './platform';

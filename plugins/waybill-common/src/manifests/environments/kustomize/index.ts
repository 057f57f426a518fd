export * from './kustomizationFile';
export * from './buildKustomizeFiles';

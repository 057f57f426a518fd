export * from './buildKustomization';
export * from './KustomizeError';

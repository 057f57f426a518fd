export * from './ModelRepositoryInput';
export { buildModelRepository, isExecutable } from './buildModelRepository';

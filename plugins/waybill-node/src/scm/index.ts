export * from './ScmClient';
export * from './ScmError';
export * from './GiteaScmClient';
export * from './createScmClient';
export * from './locateRepository';
export { parseRepositoryUrl } from './repositoryUrl';
export type { ScmRepositoryLocation } from './repositoryUrl';

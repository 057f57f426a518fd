export { seedRepository, type RepositorySeed } from './seedRepository';
export {
  startGitRemote,
  type GitRemoteOptions,
  type RunningGitRemote,
} from './startGitRemote';

export {
  startGitRemote,
  type GitRemoteOptions,
  type RunningGitRemote,
} from './startGitRemote';

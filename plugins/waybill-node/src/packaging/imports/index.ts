export { ImportError } from './ImportError';
export type { ImportErrorCode } from './ImportError';
export type { IgnoredFile, ImportPlan, ImportWarning } from './ImportPlan';
export type { FileSelection } from './selectFiles';
export { parseImportSource } from './importSource';
export type {
  GitSource,
  HttpsSource,
  HubSource,
  ImportSource,
  RegistrySource,
} from './importSource';
export {
  importSettingsFromConfig,
  importSettingsFromEnvironment,
} from './importSettings';
export type { HubSettings, ImportSettings } from './importSettings';
export { openHuggingFace } from './huggingFace/openHuggingFace';
export type { OpenHubOptions } from './huggingFace/openHuggingFace';
export { openHttpsFile, openHttpsFiles } from './https/openHttpsFile';
export type { HttpsFile, OpenHttpsOptions } from './https/openHttpsFile';
export { openGitFolder } from './git/openGitFolder';
export type { GitFolderReader, OpenGitOptions } from './git/openGitFolder';
export { cloneGitFolder } from './git/cloneGitFolder';
export type { CloneGitOptions } from './git/cloneGitFolder';
export { openRegistryPackage } from './openRegistryPackage';
export type { OpenRegistryOptions } from './openRegistryPackage';
export { planImport } from './planImport';
export type { PlanImportOptions } from './planImport';

export * from './EnvironmentFilesInput';
export { buildEnvironmentFiles } from './buildEnvironmentFiles';

export { versionFormField } from './versionFormField';

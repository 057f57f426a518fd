import { isImport, validateImport } from './importSource';

const UPLOAD = /^upload:[\w-]+$/;

/** What is wrong with a source and what to do, or nothing where it can be used. */
export function validateModelSource(
  value: string | undefined,
): string | undefined {
  const source = value?.trim() ?? '';
  if (source === '') {
    return 'Choose the model: write the URL of its folder, or upload its files.';
  }
  if (source.startsWith('upload:')) {
    return UPLOAD.test(source)
      ? undefined
      : 'This is not an upload. Upload the files again.';
  }
  if (isImport(source)) {
    return validateImport(source);
  }
  if (!URL.canParse(source)) {
    return 'This is not a URL. Open the folder in the repository with a browser and copy the address.';
  }
  const url = new URL(source);
  if (!['http:', 'https:'].includes(url.protocol)) {
    return 'The URL must start with https:// or http://.';
  }
  if (url.username || url.password) {
    return 'Leave user name and password out of the URL: the portal has its own access to the repository.';
  }
  return undefined;
}

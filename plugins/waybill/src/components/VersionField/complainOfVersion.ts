import {
  proposeVersions,
  validateVersion,
} from '@waybill/backstage-plugin-waybill-common';

/** What is wrong with a version and what to do, or nothing where it can be published. */
export function complainOfVersion(
  version: string,
  tags: readonly string[] = [],
): string | undefined {
  if (version === '') {
    return 'Give a version such as 1.0.0.';
  }
  try {
    validateVersion(version);
  } catch (error) {
    return (error as Error).message;
  }
  return tags.includes(version)
    ? `${version} is there already, and what was pushed is never overwritten. The next one is ${
        proposeVersions(tags).patch
      }.`
    : undefined;
}

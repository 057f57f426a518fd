import {
  InvalidReferenceError,
  isTag,
} from '@waybill/backstage-plugin-waybill-common';
import { RegistryError } from './errors';
import { readNames } from './nameList';
import type { RequestOptions } from './RegistryClient';
import type { RepositoryWire } from './RepositoryWire';

export async function listTags(
  wire: RepositoryWire,
  { limit, signal }: RequestOptions & { readonly limit?: number },
): Promise<string[]> {
  const tags = await readNames(wire.http, {
    path: `${wire.base}/tags/list`,
    member: 'tags',
    isName: isTag,
    what: `the list of tags of ${wire.repository.path}`,
    scope: wire.pullScope,
    expect: [200, 404],
    limit,
    signal,
  });
  // a repository that nobody has pushed to is not there yet
  return tags ?? [];
}

/** What a registry that deletes by digest alone makes of a tag: an operation that it lacks, or no digest. */
const NO_TAG_CODES = ['UNSUPPORTED', 'DIGEST_INVALID', 'MANIFEST_INVALID'];

export async function deleteTag(
  wire: RepositoryWire,
  tag: string,
  { signal }: RequestOptions,
): Promise<void> {
  if (!isTag(tag)) {
    throw new InvalidReferenceError({
      code: 'INVALID_TAG',
      text: tag,
      what: 'a tag',
      why: `nothing of that name can be in ${wire.name}`,
    });
  }
  try {
    await wire.http.fetchHead({
      method: 'DELETE',
      target: `${wire.base}/manifests/${tag}`,
      scope: wire.deleteScope,
      expect: [200, 202, 204],
      signal,
    });
  } catch (error) {
    throw error instanceof RegistryError && isOfNoTags(error)
      ? new RegistryError({
          code: 'UNSUPPORTED',
          cause: error,
          method: error.method,
          url: error.url,
          status: error.status,
          errors: error.errors,
          message: `The registry ${wire.repository.host} deletes no tags (it answered ${error.status}), so ${wire.name}:${tag} is still there. Delete its manifest by digest, which takes all of its tags, or have the operator allow it.`,
        })
      : error;
  }
}

function isOfNoTags({ code, status, errors }: RegistryError): boolean {
  return (
    code === 'UNSUPPORTED' ||
    (status === 400 && errors.some(one => NO_TAG_CODES.includes(one.code)))
  );
}

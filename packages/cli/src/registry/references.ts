import {
  parseReference,
  type Reference,
} from '@waybill/backstage-plugin-waybill-common';
import type { RepositoryName } from '@waybill/backstage-plugin-waybill-node';
import { CliError } from '../errors/CliError';

/** A version in a registry, to be read. */
export interface ReadReference {
  readonly repository: RepositoryName;
  /** The digest where both are given: it is the more exact one. */
  readonly tagOrDigest: string;
  readonly tag?: string;
}

/** A version in a registry, to be written. */
export interface WriteReference {
  readonly repository: RepositoryName;
  readonly tag: string;
}

/** @throws CliError `USAGE`; InvalidReferenceError */
export function parseToRead(text: string): ReadReference {
  const { host, path, tag, digest } = parse(text);
  const tagOrDigest = digest ?? tag;
  if (!tagOrDigest)
    throw new CliError({
      code: 'USAGE',
      message: `'${text}' names a repository and no version in it: add its tag or digest, as in ${text}:1.0.0.`,
    });
  return { repository: { host, path }, tagOrDigest, ...(tag ? { tag } : {}) };
}

/**
 * @param defaultTag - where the text names none
 * @throws CliError `USAGE`; InvalidReferenceError
 */
export function parseToWrite(
  text: string,
  defaultTag?: string,
): WriteReference {
  const { host, path, tag = defaultTag, digest } = parse(text);
  if (digest)
    throw new CliError({
      code: 'USAGE',
      message: `'${text}' has a digest, and that comes out of what is written: give host/path:tag.`,
    });
  if (!tag)
    throw new CliError({
      code: 'USAGE',
      message: `'${text}' says no version to write: add a tag, as in ${text}:1.0.0.`,
    });
  return { repository: { host, path }, tag };
}

/**
 * Where a copy goes: under the tag that is given, or that of the source; by digest alone where there is neither.
 *
 * @throws CliError `USAGE`; InvalidReferenceError
 */
export function parseCopyTarget(
  text: string,
  source: ReadReference,
): { readonly repository: RepositoryName; readonly tag?: string } {
  const { host, path, tag, digest } = parse(text);
  if (tag || digest || source.tag) return parseToWrite(text, source.tag);
  return { repository: { host, path } };
}

/** The scheme that KServe and Argo CD write before a reference does not change what is meant. */
function parse(text: string): Reference {
  return parseReference(text.replace(/^oci:\/\//, ''));
}

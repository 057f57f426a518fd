import { validateDigest } from './digest';
import { InvalidReferenceError } from './InvalidReferenceError';
import type { Reference } from './reference';
import { splitRepository } from './repositoryName';
import { isTag } from './tag';

/** Longest text that is looked at: host and path, a tag, and a sha512 digest. */
const MAX_LENGTH = 255 + 1 + 128 + 1 + 135;

/**
 * Takes `host/path[:tag][@digest]` apart. A reference that somebody else wrote may name the tag `latest`: use
 * {@link validateTag} for what is to be published or declared.
 *
 * @throws InvalidReferenceError `INVALID_REFERENCE`, `INVALID_HOST`, `INVALID_PATH`, `INVALID_TAG`, `INVALID_DIGEST`
 * @public
 */
export function parseReference(text: string): Reference {
  if (typeof text !== 'string' || text.length > MAX_LENGTH || !text) {
    throw new InvalidReferenceError({
      code: 'INVALID_REFERENCE',
      text,
      what: 'a reference',
      why: `give host/path:tag or host/path@digest in at most ${MAX_LENGTH} characters`,
    });
  }
  if (text.includes('://')) {
    throw new InvalidReferenceError({
      code: 'INVALID_REFERENCE',
      text,
      what: 'a reference',
      why: 'leave out what stands before the host',
    });
  }
  const at = text.indexOf('@');
  const named = at < 0 ? text : text.slice(0, at);
  const digest = at < 0 ? undefined : validateDigest(text.slice(at + 1));
  // A colon before the last slash belongs to the port.
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  const hasTag = colon >= 0 && named.includes('/');
  const tag = hasTag ? named.slice(colon + 1) : undefined;
  if (tag !== undefined && !isTag(tag)) {
    throw new InvalidReferenceError({
      code: 'INVALID_TAG',
      text,
      what: 'a reference',
      why: 'what stands after the last colon is not a tag that OCI allows',
    });
  }
  return {
    ...splitRepository(hasTag ? named.slice(0, colon) : named),
    ...(tag !== undefined && { tag }),
    ...(digest !== undefined && { digest }),
  };
}

/**
 * Takes `host/path` apart, and refuses a tag or digest behind it.
 *
 * @throws InvalidReferenceError `INVALID_REFERENCE`, `INVALID_HOST`, `INVALID_PATH`, `INVALID_TAG`, `INVALID_DIGEST`
 * @public
 */
export function parseRepository(text: string): {
  readonly host: string;
  readonly path: string;
} {
  const { host, path, tag, digest } = parseReference(text);
  if (tag !== undefined || digest !== undefined) {
    throw new InvalidReferenceError({
      code: 'INVALID_REFERENCE',
      text,
      what: 'the name of a repository',
      why: 'leave out the tag and the digest',
    });
  }
  return { host, path };
}

/**
 * The text of a reference; `parseReference` gives the same reference back.
 *
 * @public
 */
export function formatReference(reference: Reference): string {
  const tag = reference.tag === undefined ? '' : `:${reference.tag}`;
  const digest = reference.digest === undefined ? '' : `@${reference.digest}`;
  return `${formatRepository(reference)}${tag}${digest}`;
}

/**
 * `host/path` of a reference or repository.
 *
 * @public
 */
export function formatRepository(repository: {
  readonly host: string;
  readonly path: string;
}): string {
  return `${repository.host}/${repository.path}`;
}

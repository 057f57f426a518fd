import { createHash, type Hash } from 'node:crypto';
import { RegistryError } from './errors';

// distribution-spec v1.1.1, "Pulling manifests"; each alternative begins with another character, so it cannot backtrack.
const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const NAME = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;
const HEX_LENGTH = { sha256: 64, sha512: 128 } as const;

// As the distribution registry; a longer name would also not fit a file system's path.
const MAX_NAME_LENGTH = 255;

/** A digest of a supported algorithm, safe to be used in a path. */
export interface Digest {
  readonly algorithm: keyof typeof HEX_LENGTH;
  readonly hex: string;
  readonly text: string;
}

export type Reference =
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'digest'; readonly digest: Digest };

/** Checks a repository name; everything that becomes a path passes here. */
export function parseName(name: string): string {
  if (name.length <= MAX_NAME_LENGTH && NAME.test(name)) return name;
  throw new RegistryError({
    code: 'NAME_INVALID',
    message: 'invalid repository name',
    detail: { name: name.slice(0, MAX_NAME_LENGTH) },
  });
}

/** @returns `undefined` for what is no name, where a wrong one is simply not found */
export function nameOrUndefined(name: string): string | undefined {
  return name.length <= MAX_NAME_LENGTH && NAME.test(name) ? name : undefined;
}

export function isTag(text: string): boolean {
  return TAG.test(text);
}

/**
 * Parses a digest. In a path, another grammar is a path that does not exist (404); everything else is a wrong digest.
 *
 * @throws RegistryError DIGEST_INVALID
 */
export function parseDigest(text: string, { isPath = true } = {}): Digest {
  const digest = digestOrUndefined(text);
  if (digest) return digest;
  const isUnknownPath = isPath && !text.includes(':');
  throw new RegistryError(
    {
      code: 'DIGEST_INVALID',
      message:
        'the digest is neither a sha256 nor a sha512 in lower-case hexadecimal',
      detail: { digest: text.slice(0, 256) },
    },
    { status: isUnknownPath ? 404 : 400 },
  );
}

export function digestOrUndefined(text: unknown): Digest | undefined {
  if (typeof text !== 'string') return undefined;
  const [algorithm, hex, ...rest] = text.split(':');
  if (rest.length > 0 || (algorithm !== 'sha256' && algorithm !== 'sha512'))
    return undefined;
  if (hex?.length !== HEX_LENGTH[algorithm] || !/^[0-9a-f]+$/.test(hex))
    return undefined;
  return { algorithm, hex, text };
}

export function parseReference(text: string): Reference {
  if (isTag(text)) return { kind: 'tag', tag: text };
  if (text.includes(':')) return { kind: 'digest', digest: parseDigest(text) };
  throw new RegistryError({
    code: 'TAG_INVALID',
    message: 'invalid tag',
    detail: { tag: text.slice(0, 256) },
  });
}

export function hashFor(digest: Digest): Hash {
  return createHash(digest.algorithm);
}

export function digestOf(
  bytes: Buffer,
  algorithm: Digest['algorithm'] = 'sha256',
): Digest {
  const hex = createHash(algorithm).update(bytes).digest('hex');
  return { algorithm, hex, text: `${algorithm}:${hex}` };
}

import { createHash } from 'node:crypto';
import { PredicateType } from '@waybill/backstage-plugin-waybill-common';

/** A file of a signed model. @public */
export interface ModelResource {
  /** Path below the model's folder, `/`-separated. */
  readonly name: string;
  /** Hex. */
  readonly digest: string;
}

/**
 * What a model signature is of (OpenSSF Model Signing v1.0, method `files`): every file with its digest.
 *
 * @public
 */
export interface ModelManifest {
  /** Name of the folder; nobody compares it. */
  readonly name: string;
  readonly hash: 'sha256' | 'blake2b';
  readonly allowSymlinks: boolean;
  /** Files and folders, relative, that are not part of it. */
  readonly ignorePaths: readonly string[];
  /** Sorted by the bytes of their names where we have made it. */
  readonly resources: readonly ModelResource[];
}

/** What the signature is called in the model's folder. @public */
export const MODEL_SIGNATURE_FILE = 'model.sig';

/** Those of `model_signing` 1.1.1 (`hashing.py`). */
export const GIT_PATHS: readonly string[] = [
  '.git',
  '.gitattributes',
  '.github',
  '.gitignore',
];

/** SHA-256 of all digests, one after the other as bytes: it names the model as a whole. */
export function rootDigestOf(resources: readonly ModelResource[]): string {
  const hash = createHash('sha256');
  for (const { digest } of resources) hash.update(digest, 'hex');
  return hash.digest('hex');
}

/** The in-toto statement that is signed. */
export function formatModelStatement(manifest: ModelManifest): string {
  const { name, hash, allowSymlinks, ignorePaths, resources } = manifest;
  return JSON.stringify({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name, digest: { sha256: rootDigestOf(resources) } }],
    predicateType: PredicateType.modelSigning,
    predicate: {
      serialization: {
        method: 'files',
        hash_type: hash,
        allow_symlinks: allowSymlinks,
        ignore_paths: ignorePaths,
      },
      resources: resources.map(resource => ({
        name: resource.name,
        algorithm: hash,
        digest: resource.digest,
      })),
    },
  });
}

/** Whether a path is one of those that are no part of the model, or below one. */
export function isIgnored(
  path: string,
  ignorePaths: readonly string[],
): boolean {
  return ignorePaths.some(
    ignored => path === ignored || path.startsWith(`${ignored}/`),
  );
}

import {
  EditingError,
  type RepositoryFile,
} from '@waybill/backstage-plugin-waybill-common';
import type { ScmClient } from '@waybill/backstage-plugin-waybill-node';

/** YAML, and what tells that manifests are written by a program. */
const MANIFEST = /(\.(ya?ml|json|jsonnet|libsonnet)|(^|\/)Kustomization)$/;
const FOREIGN = /(^|\/)(node_modules|vendor|\.git|\.terraform)\//;

/** Files of a Git repository in which a model can be declared. */
export interface ManifestFiles {
  readonly files: readonly RepositoryFile[];
  readonly commit: string;
  /** Paths that were not read. */
  readonly skipped: readonly string[];
}

/**
 * Reads the manifests of a branch.
 *
 * @throws EditingError `TOO_MANY_FILES`
 * @throws ScmError
 */
export async function readManifests(
  client: ScmClient,
  repo: { readonly owner: string; readonly name: string },
  query: {
    readonly branch: string;
    readonly path?: string;
    readonly signal?: AbortSignal;
  },
): Promise<ManifestFiles> {
  const under = query.path?.replace(/^\.?\/+|\/+$/g, '');
  const tree = await client.readTree(repo, {
    ref: query.branch,
    ...(under && { under }),
    include: path => MANIFEST.test(path) && !FOREIGN.test(path),
    signal: query.signal,
  });
  if (tree.isTruncated) {
    throw new EditingError({
      code: 'TOO_MANY_FILES',
      message: `${repo.owner}/${repo.name} has more manifests than are read: set the input 'path' to the folder that matters`,
    });
  }
  return {
    files: tree.files,
    commit: tree.commit,
    skipped: tree.skipped.map(({ path }) => path),
  };
}

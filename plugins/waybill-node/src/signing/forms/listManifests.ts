import {
  MediaType,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import type { RegistryClient, RepositoryName } from '../../registry';
import { SigningError } from '../SigningError';

/** Platforms, and attestations that build tools put beside them: far fewer in every index that anybody serves from. */
const MAX_MANIFESTS = 100;
const INDEX_TYPES: readonly string[] = [
  MediaType.imageIndex,
  MediaType.dockerManifestList,
];

/**
 * The manifest itself and, where it is an index, all that it leads to in its repository, each once.
 *
 * @throws RegistryError, SigningError `TOO_MANY_SIGNATURES`
 */
export async function listManifests(
  options: {
    readonly client: RegistryClient;
    readonly repository: RepositoryName;
    readonly signal?: AbortSignal;
  },
  root: Descriptor,
): Promise<Descriptor[]> {
  const { client, repository, signal } = options;
  const found = new Map([[root.digest, root]]);
  for (const descriptor of found.values()) {
    if (!INDEX_TYPES.includes(descriptor.mediaType)) continue;
    const { bytes } = await client.fetchManifest(
      repository,
      descriptor.digest,
      { signal },
    );
    for (const child of childrenOf(bytes)) {
      // what an index says of its children is its author's word: the registry is asked
      const known = found.has(child)
        ? undefined
        : await client.resolve(repository, child, { signal });
      if (known) found.set(child, known);
      if (found.size > MAX_MANIFESTS) throw tooMany(root);
    }
  }
  return [...found.values()];
}

function childrenOf(bytes: Buffer): string[] {
  try {
    const { manifests } = JSON.parse(bytes.toString('utf8'));
    return Array.isArray(manifests)
      ? manifests
          .map(entry => entry?.digest)
          .filter((digest): digest is string => typeof digest === 'string')
      : [];
  } catch {
    return [];
  }
}

function tooMany({ digest }: Descriptor): SigningError {
  return new SigningError({
    code: 'TOO_MANY_SIGNATURES',
    message: `The index ${digest} leads to more than ${MAX_MANIFESTS} manifests: sign those that matter one by one.`,
  });
}

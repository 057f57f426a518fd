import {
  formatReference,
  formatRepository,
  shortenDigest,
} from '@waybill/backstage-plugin-waybill-common';
import type {
  RegistryClient,
  RepositoryName,
} from '@waybill/backstage-plugin-waybill-node';
import { ShipError } from '../ShipError';

/**
 * The digest of a version, as the registry has it now.
 *
 * @param wanted - the digest that is expected, where somebody named one
 * @throws ShipError `DIGEST_NOT_FOUND`, `VERSION_MISMATCH`
 * @throws RegistryError
 */
export async function resolvePackage(
  client: RegistryClient,
  repository: RepositoryName,
  { version, digest }: { readonly version: string; readonly digest?: string },
  options: {
    readonly signal?: AbortSignal;
    /** A digest that is given may be that of a package which an earlier step would have pushed. */
    readonly isDryRun?: boolean;
  },
): Promise<string> {
  const tagged = await client.resolve(repository, version, options);
  if (digest === undefined) {
    if (tagged) return tagged.digest;
    throw notFound(repository, version);
  }
  if (tagged && tagged.digest !== digest) {
    throw new ShipError({
      code: 'VERSION_MISMATCH',
      message: `The version ${version} of ${formatRepository(
        repository,
      )} is ${shortenDigest(tagged.digest)}, and not ${shortenDigest(
        digest,
      )}: leave the digest out, or give the version that it belongs to`,
    });
  }
  const found = tagged ?? (await client.resolve(repository, digest, options));
  if (!found && !options.isDryRun) throw notFound(repository, digest);
  return digest;
}

function notFound(repository: RepositoryName, tagOrDigest: string): ShipError {
  const isDigest = tagOrDigest.includes(':');
  return new ShipError({
    code: 'DIGEST_NOT_FOUND',
    message: `${formatReference({
      ...repository,
      ...(isDigest ? { digest: tagOrDigest } : { tag: tagOrDigest }),
    })} is not in the registry: publish it first. Nothing was changed`,
  });
}

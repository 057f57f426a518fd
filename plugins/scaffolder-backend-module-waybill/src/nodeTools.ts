import type { Config } from '@backstage/config';
import { formatReference } from '@waybill/backstage-plugin-waybill-common';
import {
  planManifestsArtifact,
  planModelcar,
  policiesFromConfig,
  pushPackage,
  type RegistryClient,
  signersFromConfig,
  signPackage,
  verifyDigest,
} from '@waybill/backstage-plugin-waybill-node';
import type { PackageTools, SigningTools } from './dependencies';
import { ShipError } from './ShipError';

/** Packages on a real registry. */
export function createPackageTools(client: RegistryClient): PackageTools {
  return {
    planModelcar: (source, { signal, onProgress }) =>
      planModelcar(
        { ...source, format: 'modelcar' },
        {
          signal,
          onProgress: ({ readBytes, totalBytes }) =>
            onProgress?.(readBytes, totalBytes),
        },
      ),
    planManifestsArtifact: (files, annotations) =>
      planManifestsArtifact(files, { annotations }),
    push: (plan, { repository, tag }, { signal, onProgress }) =>
      pushPackage(client, repository, plan, {
        tag,
        signal,
        onProgress: ({ transferredBytes, totalBytes }) =>
          onProgress?.(transferredBytes, totalBytes),
      }),
  };
}

/** Keys and policies of the configuration, on a real registry. They are read for each use: a rotated key just works. */
export function createSigningTools(options: {
  readonly client: RegistryClient;
  readonly config: Config;
  readonly now: () => Date;
}): SigningTools {
  const { client, config, now } = options;
  const signers = signersFromConfig(config);
  return {
    sign: async ({ repository, digest }, { key, signal }) => {
      const signer = await signers.getSigner(key);
      const descriptor = await client.resolve(repository, digest, { signal });
      if (!descriptor) {
        throw new ShipError({
          code: 'DIGEST_NOT_FOUND',
          message: `There is no ${formatReference({
            ...repository,
            digest,
          })} to sign: push the package first`,
        });
      }
      const { added } = await signPackage({
        client,
        repository,
        descriptor,
        signer,
        now: now(),
        signal,
      });
      return { keyName: signer.keyName, wasSigned: added.length === 0 };
    },
    verify: async ({ repository, digest }, { signal }) =>
      verifyDigest({
        client,
        repository,
        digest,
        policies: await policiesFromConfig(config),
        now: now(),
        signal,
      }),
  };
}

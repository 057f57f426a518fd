import type { Config } from '@backstage/config';
import { formatReference } from '@waybill/backstage-plugin-waybill-common';
import {
  policiesFromConfig,
  type RegistryClient,
  signersFromConfig,
  signPackage,
  verifyDigest,
} from '@waybill/backstage-plugin-waybill-node';
import type { SigningTools } from './dependencies';
import { ShipError } from './ShipError';

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

import type { Config } from '@backstage/config';
import {
  formatReference,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import {
  attestPackage,
  policiesFromConfig,
  type RegistryClient,
  signersFromConfig,
  signPackage,
  trustRootsFromConfig,
  verifyDigest,
} from '@waybill/backstage-plugin-waybill-node';
import type { PackageSubject, SigningTools } from './dependencies';
import { ShipError } from './ShipError';

/** Keys and policies of the configuration, on a real registry. They are read for each use: a rotated key just works. */
export function createSigningTools(options: {
  readonly client: RegistryClient;
  readonly config: Config;
  readonly now: () => Date;
}): SigningTools {
  const { client, config, now } = options;
  const signers = signersFromConfig(config);
  const trustRoots = trustRootsFromConfig(config, { now });
  return {
    sign: async (subject, { key, recursive, signal }) => {
      const signer = await signers.getSigner(key, { signal });
      const { digests } = await signPackage({
        client,
        repository: subject.repository,
        descriptor: await resolve(client, subject, signal),
        signer,
        now: now(),
        recursive,
        signal,
      });
      return {
        keyName: signer.keyName,
        wasSigned: digests.every(({ added }) => added.length === 0),
        digests: digests.map(({ digest }) => digest),
      };
    },
    attest: async (subject, { key, predicateType, predicate, signal }) => {
      const signer = await signers.getSigner(key, { signal });
      const { added } = await attestPackage({
        client,
        repository: subject.repository,
        descriptor: await resolve(client, subject, signal),
        predicateType,
        predicate,
        signer,
        now: now(),
        signal,
      });
      return { keyName: signer.keyName, wasAttested: added.length === 0 };
    },
    verify: async ({ repository, digest }, { attestations, signal }) =>
      verifyDigest({
        client,
        repository,
        digest,
        policies: await policiesFromConfig(config),
        trustRoots,
        ...(attestations?.length ? { demands: { attestations } } : {}),
        thorough: true,
        now: now(),
        signal,
      }),
  };
}

async function resolve(
  client: RegistryClient,
  { repository, digest }: PackageSubject,
  signal: AbortSignal | undefined,
): Promise<Descriptor> {
  const descriptor = await client.resolve(repository, digest, { signal });
  if (descriptor) return descriptor;
  throw new ShipError({
    code: 'DIGEST_NOT_FOUND',
    message: `There is no ${formatReference({
      ...repository,
      digest,
    })} to sign: push the package first`,
  });
}

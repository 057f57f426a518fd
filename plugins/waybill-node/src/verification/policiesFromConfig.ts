import { createPublicKey } from 'node:crypto';
import type { Config } from '@backstage/config';
import type { TrustPolicy } from '@waybill/backstage-plugin-waybill-common';
import { readKeyFile } from '../signing/readKeyFile';
import { SigningError } from '../signing/SigningError';

/**
 * Reads `waybill.verification.policies`, with the public keys that they name.
 *
 * @throws SigningError `KEY_UNREADABLE`, `CONFIG_INVALID`
 * @public
 */
export async function policiesFromConfig(
  config: Config,
): Promise<TrustPolicy[]> {
  const policies =
    config.getOptionalConfigArray('waybill.verification.policies') ?? [];
  return Promise.all(
    policies.map(async policy => ({
      name: policy.getString('name'),
      repositories: policy.getStringArray('repositories'),
      keys: await Promise.all(
        policy.getConfigArray('keys').map(async key => {
          const name = key.getString('name');
          return {
            name,
            publicKeyPem: await readPublicKey(
              key,
              name,
              policy.getString('name'),
            ),
          };
        }),
      ),
      identities: [],
      transparencyLog: 'optional',
      timestamp: 'optional',
      attestations: [],
    })),
  );
}

async function readPublicKey(
  key: Config,
  name: string,
  policy: string,
): Promise<string> {
  const text =
    key.getOptionalString('publicKey') ??
    (await readKeyFile(key.getString('publicKeyFile'), name));
  try {
    return createPublicKey(text)
      .export({ type: 'spki', format: 'pem' })
      .toString();
  } catch (cause) {
    throw new SigningError({
      code: 'CONFIG_INVALID',
      message: `The key '${name}' of the policy '${policy}' is no public key in PEM: check publicKey or publicKeyFile under waybill.verification.policies.`,
      cause,
    });
  }
}

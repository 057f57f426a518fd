import { createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Config } from '@backstage/config';
import type { TrustPolicy } from '@waybill/backstage-plugin-waybill-common';
import { loadSigner } from './keys';
import type { Signer } from './Signer';
import { SigningError } from './SigningError';

/** Signers by name; a key is read when it is first asked for, so that a portal without keys starts. @public */
export interface Signers {
  readonly names: readonly string[];
  /**
   * @param keyName - the first configured key where absent
   * @throws SigningError
   */
  getSigner(keyName?: string): Promise<Signer>;
}

/**
 * Reads `waybill.signing.keys`.
 *
 * @public
 */
export function signersFromConfig(config: Config): Signers {
  const keys = config.getOptionalConfigArray('waybill.signing.keys') ?? [];
  const byName = new Map(keys.map(key => [key.getString('name'), key]));
  const names = [...byName.keys()];
  return {
    names,
    async getSigner(keyName = names[0]) {
      const key = keyName ? byName.get(keyName) : undefined;
      if (!key) {
        throw new SigningError({
          code: 'KEY_NOT_CONFIGURED',
          message: keyName
            ? `There is no signing key '${keyName}'; waybill.signing.keys has ${
                names.join(', ') || 'none'
              }.`
            : 'There is no signing key: add one to waybill.signing.keys.',
        });
      }
      return loadSigner({
        keyName,
        privateKeyPem: await readKeyFile(
          key.getString('privateKeyFile'),
          keyName,
        ),
        password: await readPassword(key, keyName),
      });
    },
  };
}

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

async function readPassword(
  key: Config,
  keyName: string,
): Promise<string | undefined> {
  const file = key.getOptionalString('passwordFile');
  if (!file) return key.getOptionalString('password');
  const text = await readKeyFile(file, keyName);
  return text.replace(/\r?\n$/, '');
}

async function readKeyFile(file: string, keyName: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new SigningError({
      code: 'KEY_UNREADABLE',
      message: `A file of the key '${keyName}' cannot be read (${file}): check its path and permissions.`,
      cause,
    });
  }
}

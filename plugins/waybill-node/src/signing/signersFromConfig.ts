import type { Config } from '@backstage/config';
import { loadSigner } from './keys';
import { readKeyFile } from './readKeyFile';
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

async function readPassword(
  key: Config,
  keyName: string,
): Promise<string | undefined> {
  const file = key.getOptionalString('passwordFile');
  if (!file) return key.getOptionalString('password');
  const text = await readKeyFile(file, keyName);
  return text.replace(/\r?\n$/, '');
}

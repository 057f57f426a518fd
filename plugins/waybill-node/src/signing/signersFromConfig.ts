import type { Config } from '@backstage/config';
import { clustersFromConfig } from '../clusters';
import { ClusterSecretReader } from './keys/ClusterSecretReader';
import type { SecretReader } from './keys/SecretReader';
import { readSignerEntry } from './readSignerEntry';
import type { Signer, SigningOptions } from './Signer';
import { SigningError } from './SigningError';

/** Signers by name; a key is read when it is asked for, so that a portal without keys starts. @public */
export interface Signers {
  readonly names: readonly string[];
  /**
   * @param keyName - the first configured key where absent
   * @throws SigningError
   */
  getSigner(keyName?: string, options?: SigningOptions): Promise<Signer>;
}

/**
 * Reads `waybill.signing.keys`.
 *
 * @public
 */
export function signersFromConfig(
  config: Config,
  options: {
    /** Reads the keys that are in Kubernetes secrets; of the clusters of the configuration where absent. */
    readonly secrets?: SecretReader;
    /** Variables that keys, passwords and tokens may be in; those of the process where absent. */
    readonly env?: Readonly<Record<string, string | undefined>>;
  } = {},
): Signers {
  const signing = config.getOptionalConfig('waybill.signing');
  const keys = signing?.getOptionalConfigArray('keys') ?? [];
  const byName = new Map(keys.map(key => [key.getString('name'), key]));
  const names = [...byName.keys()];
  if (names.length < keys.length) {
    throw new SigningError({
      code: 'CONFIG_INVALID',
      message: `waybill.signing.keys names a key twice: give each its own name (${keys
        .map(key => key.getString('name'))
        .join(', ')}).`,
    });
  }
  return {
    names,
    async getSigner(keyName = names[0], { signal } = {}) {
      const entry = keyName ? byName.get(keyName) : undefined;
      if (!entry) throw notConfigured(keyName, names);
      return readSignerEntry(entry, {
        keyName,
        // read when a key asks for it: a broken cluster entry is no reason not to start
        secrets:
          options.secrets ??
          new ClusterSecretReader(() => clustersFromConfig(config)),
        env: options.env ?? process.env,
        vault: signing?.getOptionalConfig('vault'),
        signal,
      });
    },
  };
}

function notConfigured(
  keyName: string | undefined,
  names: readonly string[],
): SigningError {
  return new SigningError({
    code: 'KEY_NOT_CONFIGURED',
    message: keyName
      ? `There is no signing key '${keyName}'; waybill.signing.keys has ${
          names.join(', ') || 'none'
        }.`
      : 'There is no signing key: add one to waybill.signing.keys.',
  });
}

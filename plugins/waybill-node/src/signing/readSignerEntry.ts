import type { Config } from '@backstage/config';
import { createKeylessSigner } from './keyless/createKeylessSigner';
import { tokenSourceOf } from './keyless/identityToken';
import { loadSigner } from './keys/loadSigner';
import { loadSecretSigner } from './keys/secretKey';
import type { SecretReader } from './keys/SecretReader';
import type { VaultSettings } from './kms/vaultSigner';
import { readKeyFile } from './readKeyFile';
import { readKeyVariable, resolveSigner } from './resolveSigner';
import type { Signer, SigningOptions } from './Signer';
import { SigningError } from './SigningError';

/** Ways in which an entry of `waybill.signing.keys` may give its signer. */
const WAYS = [
  'privateKeyFile',
  'privateKeyEnv',
  'kubernetesSecret',
  'kms',
  'keyless',
] as const;

interface EntryOptions extends SigningOptions {
  readonly keyName: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly secrets?: SecretReader;
  /** `waybill.signing.vault`. */
  readonly vault?: Config;
}

/**
 * Makes the signer of one entry of `waybill.signing.keys`.
 *
 * @throws SigningError
 */
export async function readSignerEntry(
  entry: Config,
  options: EntryOptions,
): Promise<Signer> {
  const { keyName, env, signal } = options;
  switch (wayOf(entry, keyName)) {
    case 'privateKeyFile':
      return loadSigner({
        keyName,
        privateKeyPem: await readKeyFile(
          entry.getString('privateKeyFile'),
          keyName,
        ),
        password: await readPassword(entry, options),
      });
    case 'privateKeyEnv':
      return loadSigner({
        keyName,
        privateKeyPem: readKeyVariable(
          env,
          entry.getString('privateKeyEnv'),
          keyName,
        ),
        password: await readPassword(entry, options),
      });
    case 'kubernetesSecret': {
      const secret = entry.getConfig('kubernetesSecret');
      return loadSecretSigner({
        keyName,
        secret: {
          cluster: secret.getOptionalString('cluster'),
          namespace: secret.getString('namespace'),
          name: secret.getString('name'),
        },
        reader: options.secrets,
        signal,
      });
    }
    case 'kms':
      return resolveSigner(readKmsReference(entry, keyName), {
        keyName,
        env,
        vault: await readVaultSettings(options),
        signal,
      });
    default:
      return readKeylessEntry(entry.getConfig('keyless'), options);
  }
}

function wayOf(entry: Config, keyName: string): (typeof WAYS)[number] {
  const given = WAYS.filter(way => entry.has(way));
  if (given.length === 1) return given[0];
  throw new SigningError({
    code: 'CONFIG_INVALID',
    message: `The signing key '${keyName}' has ${
      given.join(' and ') || 'none'
    } of ${WAYS.join(', ')}: give exactly one under waybill.signing.keys.`,
  });
}

async function readPassword(
  entry: Config,
  { keyName, env }: EntryOptions,
): Promise<string | undefined> {
  const file = entry.getOptionalString('passwordFile');
  if (file) return readLine(file, keyName);
  const variable = entry.getOptionalString('passwordEnv');
  // an empty password is one, too
  if (variable && env[variable] !== undefined) return env[variable];
  if (variable) return readKeyVariable(env, variable, keyName);
  return entry.getOptionalString('password');
}

function readKmsReference(entry: Config, keyName: string): string {
  const reference = entry.getString('kms');
  if (/^(hashivault|openbao):\/\//.test(reference)) return reference;
  throw new SigningError({
    code: 'CONFIG_INVALID',
    message: `The signing key '${keyName}' has a kms that Waybill does not know: give hashivault://key.`,
  });
}

async function readVaultSettings({
  vault,
  keyName,
}: EntryOptions): Promise<VaultSettings> {
  const tokenFile = vault?.getOptionalString('tokenFile');
  const caFile = vault?.getOptionalString('caFile');
  return {
    address: vault?.getOptionalString('address'),
    namespace: vault?.getOptionalString('namespace'),
    transitPath: vault?.getOptionalString('transitPath'),
    token: tokenFile
      ? await readLine(tokenFile, keyName)
      : vault?.getOptionalString('token'),
    ca: caFile ? await readKeyFile(caFile, keyName) : undefined,
  };
}

async function readKeylessEntry(
  keyless: Config,
  { keyName, env }: EntryOptions,
): Promise<Signer> {
  const caFile = keyless.getOptionalString('caFile');
  return createKeylessSigner({
    keyName,
    token: tokenSourceOf({
      env,
      file: keyless.getOptionalString('identityTokenFile'),
      variable: keyless.getOptionalString('identityTokenEnv'),
      audience: keyless.getOptionalString('audience'),
    }),
    fulcioUrl: keyless.getOptionalString('fulcioUrl'),
    rekorUrl: keyless.getOptionalString('rekorUrl'),
    rekorVersion: keyless.getOptionalNumber('rekorVersion') === 2 ? 2 : 1,
    timestampUrl: keyless.getOptionalString('timestampUrl'),
    ca: caFile ? await readKeyFile(caFile, keyName) : undefined,
  });
}

async function readLine(file: string, keyName: string): Promise<string> {
  return (await readKeyFile(file, keyName)).replace(/\r?\n$/, '');
}

import { loadVaultSigner, type VaultSettings } from './kms/vaultSigner';
import { loadSigner } from './keys/loadSigner';
import { loadSecretSigner } from './keys/secretKey';
import type { SecretReader } from './keys/SecretReader';
import { readKeyFile, refuseKeyAsName } from './readKeyFile';
import type { KeySigner, SigningOptions } from './Signer';
import { SigningError } from './SigningError';

/** What a reference to a key may need. @public */
export interface ResolveSignerOptions extends SigningOptions {
  /** Opens an encrypted key; `COSIGN_PASSWORD` of `env` where absent. */
  readonly password?: string;
  /** Variables, for `env://` and for the settings of a KMS. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** For `k8s://`. */
  readonly secrets?: SecretReader;
  /** For `hashivault://`; `VAULT_ADDR`, `VAULT_TOKEN` and so on of `env` where absent. */
  readonly vault?: VaultSettings;
  /** Name of the key for messages and results; the reference where absent. */
  readonly keyName?: string;
}

/**
 * Makes a signer of a reference to a key as cosign writes it: a file, `env://VARIABLE`, `hashivault://key` or
 * `k8s://namespace/secret`.
 *
 * @throws SigningError
 * @public
 */
export async function resolveSigner(
  reference: string,
  options: ResolveSignerOptions,
): Promise<KeySigner> {
  refuseKeyAsName(reference);
  const { env, signal, keyName = reference } = options;
  const { scheme, rest } = splitReference(reference);
  const password = options.password ?? env.COSIGN_PASSWORD;
  switch (scheme) {
    case undefined:
      return loadSigner({
        keyName,
        privateKeyPem: await readKeyFile(reference, keyName),
        password,
      });
    case 'env':
      return loadSigner({
        keyName,
        privateKeyPem: readKeyVariable(env, rest, keyName),
        password,
      });
    case 'hashivault':
    case 'openbao':
      return loadVaultSigner({
        keyName,
        transitKey: rest,
        settings: options.vault,
        env,
        signal,
      });
    case 'k8s':
      return loadSecretSigner({
        keyName,
        secret: readSecretReference(rest),
        reader: options.secrets,
        signal,
      });
    default:
      throw new SigningError({
        code: 'KEY_UNSUPPORTED',
        message: `Waybill knows no keys of the kind '${scheme}://': give a file, env://VARIABLE, hashivault://key or k8s://namespace/secret.`,
      });
  }
}

/**
 * @throws SigningError `KEY_UNREADABLE`
 * @internal
 */
export function readKeyVariable(
  env: Readonly<Record<string, string | undefined>>,
  variable: string,
  keyName: string,
): string {
  refuseKeyAsName(variable);
  const value = env[variable];
  if (value) return value;
  throw new SigningError({
    code: 'KEY_UNREADABLE',
    message: `The variable ${variable} of the key '${keyName}' is not set.`,
  });
}

function splitReference(reference: string): {
  scheme?: string;
  rest: string;
} {
  const [, scheme, rest] =
    /^([a-z][a-z0-9+.-]*):\/\/(.*)$/s.exec(reference) ?? [];
  return scheme ? { scheme, rest } : { rest: reference };
}

/** DNS labels and subdomains: what Kubernetes takes as names, and a path cannot be climbed with. */
function readSecretReference(rest: string): {
  namespace: string;
  name: string;
} {
  const [, namespace, name] =
    /^([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)\/([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)$/.exec(
      rest,
    ) ?? [];
  if (namespace && name) return { namespace, name };
  throw new SigningError({
    code: 'KEY_UNSUPPORTED',
    message: `A key in Kubernetes is named k8s://namespace/secret.`,
  });
}

import { createHash, createPublicKey } from 'node:crypto';
import type { RetryPolicy } from '../../registry';
import { hashOfKey, verifyWithKey } from '../../sigstore';
import { ServiceHttp } from '../services/ServiceHttp';
import type { KeySigner, SigningOptions } from '../Signer';
import { SigningError } from '../SigningError';
import { readSignature, readTransitKey } from './vaultAnswers';

/**
 * Where HashiCorp Vault (or OpenBao) is; the token is sent nowhere else.
 *
 * @public
 */
export interface VaultSettings {
  /** `VAULT_ADDR` or `BAO_ADDR` where absent. */
  readonly address?: string;
  /** `VAULT_TOKEN` or `BAO_TOKEN` where absent. */
  readonly token?: string;
  /** Namespace of Vault Enterprise or HCP; `VAULT_NAMESPACE` where absent. */
  readonly namespace?: string;
  /** Path at which the transit engine is mounted; `TRANSIT_SECRET_ENGINE_PATH` where absent, else `transit`. */
  readonly transitPath?: string;
  /** PEM of the certificate authority, where it is not one that the machine trusts. */
  readonly ca?: string;
  readonly timeoutMs?: number;
  readonly retryPolicy?: RetryPolicy;
}

/** As cosign takes them: `sigstore/pkg/signature/kms/hashivault`. */
const KEY_NAME = /^\w(?:[\w.-]*\w)?$/;
const HASH_NAMES: Readonly<Record<string, string>> = {
  sha256: 'sha2-256',
  sha384: 'sha2-384',
  sha512: 'sha2-512',
};

/**
 * A key in the transit engine of Vault: the private half never leaves it. Signs by the version that was newest when the
 * signer was made, so that the public key of the signer stays true while the key is rotated.
 *
 * @throws SigningError
 * @internal
 */
export async function loadVaultSigner(
  options: SigningOptions & {
    readonly keyName: string;
    /** Name of the key in the engine. */
    readonly transitKey: string;
    readonly settings?: VaultSettings;
    readonly env: Readonly<Record<string, string | undefined>>;
  },
): Promise<KeySigner> {
  const { keyName, transitKey, settings = {}, env, signal } = options;
  if (!KEY_NAME.test(transitKey)) {
    throw new SigningError({
      code: 'KEY_UNSUPPORTED',
      message: `The key '${keyName}' is not named hashivault://key, with letters, digits, '_', '-' and '.' in it.`,
    });
  }
  const http = openVault(keyName, settings, env);
  const mount = encodeMount(
    settings.transitPath ?? env.TRANSIT_SECRET_ENGINE_PATH ?? 'transit',
  );
  const { json } = await http.requestJson({
    method: 'GET',
    path: `/v1/${mount}/keys/${transitKey}`,
    what: `the public key '${transitKey}'`,
    signal,
  });
  const { publicKeyPem, version } = readTransitKey(http, transitKey, json);
  const hash = hashOfKey(createPublicKey(publicKeyPem));
  if (hash === 'unsupported') throw unsupported(keyName);

  return {
    kind: 'key',
    keyName,
    publicKeyPem,
    async sign(data, { signal: signSignal } = {}) {
      const path = `/v1/${mount}/sign/${transitKey}`;
      const what = `a signature by '${transitKey}'`;
      const { json: answer } = await http.requestJson({
        method: 'POST',
        path: hash ? `${path}/${HASH_NAMES[hash]}` : path,
        what,
        signal: signSignal,
        body: JSON.stringify(signRequest(data, hash, version)),
      });
      const signature = readSignature(http, what, answer, version);
      // a KMS that signs with something else would be found out in the cluster only
      if (!verifyWithKey(publicKeyPem, data, signature)) {
        throw http.invalidAnswer(what, 'holds no signature by that key');
      }
      return signature;
    },
  };
}

/** Vault's API, "Sign data": ECDSA as ASN.1 is its default, RSA is PSS unless told otherwise. */
function signRequest(
  data: Buffer,
  hash: string | undefined,
  version: number,
): object {
  return hash
    ? {
        input: createHash(hash).update(data).digest('base64'),
        prehashed: true,
        key_version: version,
        signature_algorithm: 'pkcs1v15',
        marshaling_algorithm: 'asn1',
      }
    : { input: data.toString('base64'), key_version: version };
}

function openVault(
  keyName: string,
  settings: VaultSettings,
  env: Readonly<Record<string, string | undefined>>,
): ServiceHttp {
  const url = settings.address ?? env.VAULT_ADDR ?? env.BAO_ADDR;
  const token = settings.token ?? env.VAULT_TOKEN ?? env.BAO_TOKEN;
  const namespace = settings.namespace ?? env.VAULT_NAMESPACE;
  if (!url) throw missing(keyName, 'address', 'VAULT_ADDR');
  if (!token) throw missing(keyName, 'token', 'VAULT_TOKEN');
  if (![token, namespace ?? 'x'].every(text => /^[\x21-\x7e]+$/.test(text))) {
    throw new SigningError({
      code: 'CONFIG_INVALID',
      message: `The token or namespace of the Vault of the key '${keyName}' is none that an HTTP header can carry.`,
    });
  }
  return new ServiceHttp({
    title: 'The Vault',
    url,
    ca: settings.ca,
    timeoutMs: settings.timeoutMs,
    retryPolicy: settings.retryPolicy,
    headers: {
      'x-vault-token': token,
      // keeps a Vault agent from being tricked into answering for a browser
      'x-vault-request': 'true',
      ...(namespace ? { 'x-vault-namespace': namespace } : {}),
    },
  });
}

function encodeMount(mount: string): string {
  const segments = mount.split('/').filter(Boolean);
  if (segments.length === 0 || segments.some(part => /^\.+$/.test(part))) {
    throw new SigningError({
      code: 'CONFIG_INVALID',
      message: `'${mount}' is no path of a transit engine.`,
    });
  }
  return segments.map(encodeURIComponent).join('/');
}

function missing(
  keyName: string,
  what: string,
  variable: string,
): SigningError {
  return new SigningError({
    code: 'CONFIG_INVALID',
    message: `The key '${keyName}' is in a Vault whose ${what} is not known: set waybill.signing.vault.${what} or ${variable}.`,
  });
}

function unsupported(keyName: string): SigningError {
  return new SigningError({
    code: 'KEY_UNSUPPORTED',
    message: `The Vault's key '${keyName}' is of a type that Waybill does not sign with: make one of type ecdsa-p256, ecdsa-p384, ed25519, rsa-2048, rsa-3072 or rsa-4096.`,
  });
}

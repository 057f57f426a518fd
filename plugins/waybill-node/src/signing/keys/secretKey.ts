import type { KeySigner, SigningOptions } from '../Signer';
import { SigningError } from '../SigningError';
import { loadSigner } from './loadSigner';
import type { SecretReader } from './SecretReader';

/**
 * A key pair in a Kubernetes secret, as `cosign generate-key-pair k8s://namespace/name` writes it: `cosign.key` and
 * `cosign.password`.
 *
 * @throws SigningError, and what the reader throws
 */
export async function loadSecretSigner(
  options: SigningOptions & {
    readonly keyName: string;
    readonly secret: {
      readonly cluster?: string;
      readonly namespace: string;
      readonly name: string;
    };
    readonly reader: SecretReader | undefined;
  },
): Promise<KeySigner> {
  const { keyName, secret, reader, signal } = options;
  const place = `${secret.namespace}/${secret.name}`;
  if (!reader) {
    throw new SigningError({
      code: 'CONFIG_INVALID',
      message: `The signing key '${keyName}' is in the Kubernetes secret ${place}, and no cluster is known here: configure kubernetes.clusterLocatorMethods, or give the key as a file.`,
    });
  }
  const data = await reader.readSecret(secret, { signal });
  const key = data['cosign.key'];
  if (!key) {
    throw new SigningError({
      code: 'KEY_UNREADABLE',
      message: `The Kubernetes secret ${place} of the signing key '${keyName}' has no entry cosign.key: make it with 'cosign generate-key-pair k8s://${place}'.`,
    });
  }
  return loadSigner({
    keyName,
    privateKeyPem: key.toString('utf8'),
    password: data['cosign.password']?.toString('utf8') ?? '',
  });
}

import { FLUX_NAMESPACE, VERIFICATION_SECRET } from '../flux/fluxSources';
import type { KubernetesManifest } from '../kubernetes';
import { isPublicKeyPem } from './plainSecrets';
import { checkFields, refuse } from './refuse';

const MAX_KEYS = 50;

/** @public */
export interface VerificationKeysInput {
  /** What the Secret is called. Default `cosign-pub`. */
  readonly secret?: string;
  /** Where the OCIRepositories are. Default `flux-system`. */
  readonly namespace?: string;
  readonly keys: readonly {
    readonly name: string;
    readonly publicKeyPem: string;
  }[];
}

/**
 * The public keys by one of which Flux wants manifests to be signed. Nothing in this Secret is secret.
 *
 * @throws ManifestError `INVALID_NAME`, `INVALID_VALUE`, `NO_SIGNER`
 * @public
 */
export function buildVerificationKeys(
  input: VerificationKeysInput,
): KubernetesManifest {
  const { keys } = input;
  checkFields([
    ['secret', 'name', input.secret],
    ['namespace', 'label', input.namespace],
    ...keys.map(
      ({ name }, index) => [`keys[${index}].name`, 'name', name] as const,
    ),
  ]);
  if (keys.length === 0 || keys.length > MAX_KEYS) {
    refuse('NO_SIGNER', 'keys', `Give 1 to ${MAX_KEYS} public keys`);
  }
  keys.forEach(({ publicKeyPem }, index) => {
    if (!isPublicKeyPem(publicKeyPem)) {
      refuse(
        'INVALID_VALUE',
        `keys[${index}].publicKeyPem`,
        'This is no public key in PEM: give what cosign.pub holds',
      );
    }
  });
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: input.secret ?? VERIFICATION_SECRET,
      namespace: input.namespace ?? FLUX_NAMESPACE,
    },
    type: 'Opaque',
    // Flux reads each entry that ends so, whatever it is called.
    stringData: Object.fromEntries(
      keys.map(({ name, publicKeyPem }) => [`${name}.pub`, publicKeyPem]),
    ),
  };
}

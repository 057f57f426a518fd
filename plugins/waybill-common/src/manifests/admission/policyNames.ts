import type { TrustPolicy } from '../../verification';
import { checkKubernetesName } from '../kubernetesNames';
import { ManifestError } from '../ManifestError';
import type { AdmissionPolicyOptions } from './admissionPolicy';

/** Leaves room for what the builders add. */
const MAX_NAME_LENGTH = 40;
const MAX_SIGNERS = 50;

/**
 * Name of the generated objects.
 *
 * @throws ManifestError `INVALID_NAME`, `NO_SIGNER`, `NO_REPOSITORY`
 * @internal
 */
export function checkPolicy(
  policy: TrustPolicy,
  options: AdmissionPolicyOptions,
): string {
  const signers = policy.keys.length + policy.identities.length;
  if (signers === 0 || signers > MAX_SIGNERS) {
    throw new ManifestError({
      code: 'NO_SIGNER',
      message: `The trust policy '${policy.name}' has ${signers} keys and identities: a policy for a cluster is made from 1 to ${MAX_SIGNERS}`,
    });
  }
  if (policy.repositories.length === 0) {
    throw new ManifestError({
      code: 'NO_REPOSITORY',
      message: `The trust policy '${policy.name}' speaks of no repository: there is nothing to look at`,
    });
  }
  options.namespaces?.forEach(checkKubernetesName);
  return checkKubernetesName(options.name ?? toName(policy.name));
}

/** A name that configuration allows, as one that Kubernetes allows. */
function toName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .slice(0, MAX_NAME_LENGTH)
    .replace(/^-+|-+$/g, '');
}

/**
 * A part of a name that is made from any text, told apart by a number.
 *
 * @internal
 */
export function numberedName(prefix: string, index: number): string {
  return `${prefix}-${index + 1}`;
}

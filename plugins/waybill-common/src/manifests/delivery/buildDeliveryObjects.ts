import { buildArgoDelivery } from '../argocd/argoApplication';
import type { DeliverySpec } from '../declaration';
import { buildFluxDelivery } from '../flux/fluxDelivery';
import type { KubernetesManifest } from '../kubernetes';
import { ManifestError } from '../ManifestError';
import { listDeliveryProblems } from './listDeliveryProblems';
import { refusePlainSecrets } from './plainSecrets';

/**
 * What has an engine deliver a model to one environment: the source, and what applies it.
 *
 * @throws ManifestError with the first of `listDeliveryProblems`
 * @public
 */
export function buildDeliveryObjects(spec: DeliverySpec): KubernetesManifest[] {
  const [problem] = listDeliveryProblems(spec);
  if (problem) throw new ManifestError(problem);
  return [
    ...refusePlainSecrets(
      spec.engine === 'flux'
        ? buildFluxDelivery(spec)
        : buildArgoDelivery(spec),
    ),
  ];
}

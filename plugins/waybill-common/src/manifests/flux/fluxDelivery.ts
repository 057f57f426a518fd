import type { DeliverySpec } from '../declaration';
import type { KubernetesManifest } from '../kubernetes';
import { buildFluxHelmRelease, takesChartWhole } from './fluxHelmRelease';
import { buildFluxKustomization } from './fluxKustomization';
import {
  buildGitRepository,
  buildHelmRepository,
  buildOciRepository,
} from './fluxSources';

/** The source, then what applies it. @internal */
export function buildFluxDelivery(spec: DeliverySpec): KubernetesManifest[] {
  const { source, form } = spec;
  const isChartFolder =
    source.type === 'oci' && form === 'helm' && !takesChartWhole(spec);
  const delivery =
    form === 'helm' ? buildFluxHelmRelease(spec) : buildFluxKustomization(spec);
  if (source.type === 'git') {
    return [buildGitRepository(spec, source), delivery];
  }
  return [
    isChartFolder
      ? buildHelmRepository(spec, source)
      : buildOciRepository(spec, source),
    delivery,
  ];
}

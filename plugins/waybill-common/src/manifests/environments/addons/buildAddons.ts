import type { DeclarationForm, ServingInput } from '../../declaration';
import { ANNOTATION_VERSION } from '../../kserve';
import type { KubernetesManifest } from '../../kubernetes';
import { buildDisruptionBudget } from './disruptionBudget';
import { findEndpoint } from './endpoint';
import { buildPodMonitor } from './podMonitor';
import { buildSyntheticLoad } from './syntheticLoad';

/**
 * What an environment's profile wants beside the serving objects: load, and what KServe does not make for its pods. A
 * Deployment brings its own budget and monitor.
 */
export function buildAddons(
  input: ServingInput,
  serving: readonly KubernetesManifest[],
  form: DeclarationForm,
): KubernetesManifest[] {
  const { name, profile } = input;
  const { kind } = input.serving;
  const addons: KubernetesManifest[] = [];
  if (kind !== 'Deployment' && profile.disruptionBudget) {
    addons.push(buildDisruptionBudget(name, kind, profile.disruptionBudget));
  }
  if (kind !== 'Deployment' && profile.isMonitored) {
    const names = serving
      .filter(object => object.kind === kind)
      .map(({ metadata }) => metadata.name);
    addons.push(buildPodMonitor(name, kind, names));
  }
  if (profile.syntheticLoad) {
    addons.push(
      buildSyntheticLoad({
        name,
        load: profile.syntheticLoad,
        endpoint: findEndpoint(input.serving, serving),
        version: serving[0].metadata.annotations?.[ANNOTATION_VERSION],
        form,
      }),
    );
  }
  return addons;
}

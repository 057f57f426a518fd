import type { CanaryProfile, PinnedPackage } from '../../declaration';
import type { KubernetesManifest } from '../../kubernetes';

/**
 * The objects of one environment, or those of the chart without any: the chart is what all variants have in common, and
 * its values are what they have not.
 */
export interface ChartVariant {
  readonly objects: ReadonlyMap<string, KubernetesManifest>;
  readonly package: PinnedPackage;
  readonly canaries: readonly CanaryProfile[];
}

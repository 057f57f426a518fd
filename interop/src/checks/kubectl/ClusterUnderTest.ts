import type { Kubectl } from '../../controlPlane';
import type { Tools } from '../../tools';

/** A cluster to which the real kubectl talks. */
export interface ClusterUnderTest {
  /** As the check's name calls it: `sandbox`, `real`. */
  readonly label: string;
  readonly kubectl: Kubectl;
  readonly tools: Tools;
  /** Host of a registry that the cluster can pull from. */
  readonly registryHost: string;
  /** For files. */
  readonly folder: string;
  /** Whether containers have logs: kwok's have none. */
  readonly hasLogs: boolean;
}

/** What each check gets: the cluster, and a namespace of its own. */
export interface KubectlContext extends ClusterUnderTest {
  readonly namespace: string;
}

import type { Kubectl } from '../controlPlane';
import type { PortalClient } from '../portal';
import type { Tools } from '../tools';

/** Where the main job is done: a real control plane, or the sandbox. The steps do not know which. */
export interface PlaceUnderTest {
  /** `real`, `sandbox` */
  readonly label: string;
  readonly tools: Tools;
  readonly portal: PortalClient;
  readonly registryHost: string;
  readonly git: {
    readonly url: string;
    readonly username: string;
    readonly token: string;
  };
  /** The cluster of the environment. */
  readonly kubectl: Kubectl;
  readonly environment: string;
  readonly namespace: string;
  /** Empty folder for what the steps write. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

import type { Tools } from '../../tools';

/** What checks of admission stand on. */
export interface AdmissionPlace {
  readonly tools: Tools;
  /** A registry over plain HTTP. */
  readonly registryHost: string;
  readonly folder: string;
  readonly signal: AbortSignal;
}

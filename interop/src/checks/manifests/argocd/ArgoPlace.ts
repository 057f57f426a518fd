import type { RunningControlPlane } from '../../../controlPlane';

/** Where Argo CD is met: a real cluster with KServe, a registry and a Git remote. */
export interface ArgoPlace {
  readonly plane: RunningControlPlane;
  readonly signal: AbortSignal;
}

/** The team whose project bounds what is delivered here. */
export const PROJECT = 'ml';

import type { OtherVoice } from '../verification/disagreement/OtherVoice';
import type { Status } from './status';
import type { Waybill } from './waybill';

/**
 * A named place where models run.
 *
 * @public
 */
export interface Environment {
  /** Name in configuration, e.g. `dev`. */
  readonly name: string;
  readonly title: string;
  /** Name of the cluster as the `kubernetes:` configuration knows it. */
  readonly cluster: string;
  readonly namespace: string;
}

/**
 * Names one object of a cluster.
 *
 * @public
 */
export interface ObjectRef {
  readonly cluster: string;
  /** `group/version`, or `v1` for the core group. */
  readonly apiVersion: string;
  readonly kind: string;
  /** Empty for a cluster-scoped object. */
  readonly namespace: string;
  readonly name: string;
}

/**
 * A pod that serves a placement, and the model bytes that it holds.
 *
 * @public
 */
export interface PodSummary {
  readonly name: string;
  /** Kubernetes' phase or the waiting reason that hides behind it, e.g. `Running`, `ImagePullBackOff`. */
  readonly state: string;
  readonly isReady: boolean;
  readonly restarts: number;
  /** Digest of the model that the pod holds, from the container's `imageID`, where the kubelet has said it. */
  readonly modelDigest?: string;
  readonly node?: string;
  readonly since?: string;
  /** The message behind a state that is not well. */
  readonly message?: string;
}

/**
 * One version taking traffic in a placement.
 *
 * @public
 */
export interface Track {
  readonly name: 'stable' | 'canary' | 'prev';
  readonly desiredPercent?: number;
  readonly actualPercent?: number;
  readonly isReady: boolean;
  /** Model digest of the track, where it is pinned by digest. */
  readonly digest?: string;
  /** Revision name (Knative) or Deployment name (Standard). */
  readonly revision?: string;
}

/**
 * One model in one environment.
 *
 * @public
 */
export interface Placement {
  readonly environment: Environment;
  /** `host/path` of the model's versions. */
  readonly repository: string;
  /**
   * `absent`: nothing serves or delivers the model here; `delivered`: a delivery or serving object exists; `unknown`:
   * the cluster has never answered, so neither can be said.
   * A page shows an absent placement quietly: not shipped here is no failure.
   */
  readonly presence: 'absent' | 'delivered' | 'unknown';
  readonly serving?: ObjectRef;
  readonly delivery?: ObjectRef;
  readonly source?: ObjectRef;
  /** The version (tag) of the declared digest, where the registry knows one. */
  readonly version?: string;
  readonly declaredDigest?: string;
  /** Digest that ready pods hold; the answer to "which bytes run". */
  readonly runningDigest?: string;
  readonly url?: string;
  readonly tracks: readonly Track[];
  readonly pods: readonly PodSummary[];
  readonly waybill: Waybill;
  readonly status: Status;
  /**
   * What others say of whether what runs here may be trusted, those that differ from our own verdict first. A page warns
   * where one differs.
   */
  readonly otherVoices: readonly OtherVoice[];
}

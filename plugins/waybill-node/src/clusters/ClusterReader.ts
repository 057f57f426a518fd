import type {
  KubernetesObject,
  ObservedKind,
} from '@waybill/backstage-plugin-waybill-common';

/**
 * What a cluster tells about one kind, in order. `synced` follows a complete list: whatever was not in it is gone.
 *
 * @public
 */
export type ClusterEvent =
  | { readonly type: 'upserted'; readonly object: KubernetesObject }
  | { readonly type: 'deleted'; readonly object: KubernetesObject }
  | { readonly type: 'synced'; readonly objects: readonly KubernetesObject[] }
  | { readonly type: 'contact' }
  | { readonly type: 'absent' }
  | { readonly type: 'failed'; readonly error: Error };

/**
 * Lists and watches one kind of one cluster until the signal is aborted. Restarts by itself with jittered backoff after
 * any error (which it reports as `failed`), relists after 410, and treats a kind that the cluster does not serve as a
 * fact (`absent`, looked at again every few minutes).
 *
 * @public
 */
export interface ClusterReader {
  readonly cluster: string;
  watchKind(
    kind: ObservedKind,
    onEvent: (event: ClusterEvent) => void | Promise<void>,
    options: { readonly signal: AbortSignal; readonly namespace?: string },
  ): Promise<void>;
  /** Last lines of a container's log, at most `limitBytes`. */
  readPodLog(
    pod: {
      readonly namespace: string;
      readonly name: string;
      readonly container?: string;
    },
    options?: {
      readonly signal?: AbortSignal;
      readonly tailLines?: number;
      readonly limitBytes?: number;
    },
  ): Promise<string>;
}

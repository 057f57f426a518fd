import { createApiRef } from '@backstage/frontend-plugin-api';
import type {
  EnvironmentList,
  ModelOverview,
  UploadReceipt,
} from '@waybill/backstage-plugin-waybill-common';

/**
 * Names one pod of a model.
 *
 * @public
 */
export interface PodLogTarget {
  /** Full reference of the model entity. */
  readonly entityRef: string;
  readonly environment: string;
  readonly pod: string;
}

/**
 * A file to upload and the path that it gets inside the model folder.
 *
 * @public
 */
export interface UploadFile {
  /** `/`-separated, relative. */
  readonly path: string;
  readonly content: Blob;
}

/** @public */
export interface UploadOptions {
  readonly signal?: AbortSignal;
  /** Called with the bytes that have left the browser and the bytes that will. */
  readonly onProgress?: (sentBytes: number, totalBytes: number) => void;
}

/**
 * What the pages ask of the Waybill backend. Failures are `ResponseError`s of `@backstage/errors`.
 *
 * @public
 */
export interface WaybillApi {
  getModelOverview(
    entityRef: string,
    options?: { signal?: AbortSignal },
  ): Promise<ModelOverview>;

  getEnvironments(options?: { signal?: AbortSignal }): Promise<EnvironmentList>;

  /** The newest lines of a pod's log as text. */
  getPodLog(
    target: PodLogTarget,
    options?: { signal?: AbortSignal },
  ): Promise<string>;

  /** Uploads a model folder; its receipt's id is used as `upload:<id>`. */
  upload(
    files: readonly UploadFile[],
    options?: UploadOptions,
  ): Promise<UploadReceipt>;
}

/** @public */
export const waybillApiRef = createApiRef<WaybillApi>().with({
  id: 'plugin.waybill.client',
  pluginId: 'waybill',
});

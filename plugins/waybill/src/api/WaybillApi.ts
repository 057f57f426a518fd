import { createApiRef } from '@backstage/frontend-plugin-api';
import type {
  AdmissionForecast,
  EditPreview,
  EditPreviewRequest,
  EnvironmentList,
  ModelOverview,
  Preview,
  PreviewRequest,
  ReferencePreview,
  ReferencePreviewRequest,
  RegistryList,
  RepositoryTags,
  TrustPolicyList,
  UploadReceipt,
  Verdict,
  VersionAttestations,
  VersionComparison,
  VersionContents,
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
 * Names the package of one version of a model.
 *
 * @public
 */
export interface VersionTarget {
  /** Full reference of the model entity. */
  readonly entityRef: string;
  readonly digest: string;
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

  /** What is in the package of a version. */
  getVersionContents(
    target: VersionTarget,
    options?: { signal?: AbortSignal },
  ): Promise<VersionContents>;

  /** Two versions, file by file. */
  compareVersions(
    target: {
      readonly entityRef: string;
      readonly from: string;
      readonly to: string;
    },
    options?: { signal?: AbortSignal },
  ): Promise<VersionComparison>;

  /** One small file of a package. */
  getVersionFile(
    target: VersionTarget & { readonly path: string },
    options?: { signal?: AbortSignal },
  ): Promise<Blob>;

  /** Whose word counts for which repositories. */
  getTrustPolicies(options?: {
    signal?: AbortSignal;
  }): Promise<TrustPolicyList>;

  /** What is attached to a version, and what it says. */
  getVersionAttestations(
    target: VersionTarget,
    options?: { signal?: AbortSignal },
  ): Promise<VersionAttestations>;

  /** Whether the cluster of an environment would admit a version. */
  getAdmissionForecast(
    target: VersionTarget & { readonly environment: string },
    options?: { signal?: AbortSignal },
  ): Promise<AdmissionForecast>;

  /** Checks the signatures of a version now, whatever is remembered. */
  verifyVersion(
    target: VersionTarget,
    options?: { signal?: AbortSignal },
  ): Promise<Verdict>;

  /** Where packages may be, and what forms start with. */
  getRegistries(options?: { signal?: AbortSignal }): Promise<RegistryList>;

  /** The versions that are in a repository of a configured registry. */
  getRepositoryTags(
    repository: string,
    options?: { signal?: AbortSignal },
  ): Promise<RepositoryTags>;

  /** What would be written of a declaration. */
  preview(
    request: PreviewRequest,
    options?: { signal?: AbortSignal },
  ): Promise<Preview>;

  /** What a change would do to a repository that is there. */
  previewEdits(
    request: EditPreviewRequest,
    options?: { signal?: AbortSignal },
  ): Promise<EditPreview>;

  /** What a repository that is there says of models. */
  previewReferences(
    request: ReferencePreviewRequest,
    options?: { signal?: AbortSignal },
  ): Promise<ReferencePreview>;

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

import type { PackageFormat } from '../package';
import type { StorageMode } from './storageMode';

/**
 * What is known of a package and of the place where it is to be served. Everything but the format may be absent: the
 * answer then says what it would have to know.
 *
 * @public
 */
export interface CompatibilityInput {
  readonly package: PackageTraits;
  /** All of `STORAGE_MODES` where absent. */
  readonly storageModes?: readonly StorageMode[];
  readonly cluster?: ClusterTraits;
  readonly kserve?: KserveTraits;
  /** Not asked about where absent. */
  readonly registry?: RegistryTraits;
  /** Not asked about where absent. */
  readonly delivery?: DeliveryTraits;
}

/** @public */
export interface PackageTraits {
  readonly format: PackageFormat;
  /** Whether the image has `sh`, `ln`, `ls` and `sleep`: a modelcar on a base image that has them. */
  readonly hasShell?: boolean;
  readonly hasEntrypoint?: boolean;
  /** Whether every user may read the files. */
  readonly isWorldReadable?: boolean;
  /** Whether each layer says where its files belong (`org.cncf.model.filepath`). */
  readonly hasFilePaths?: boolean;
  /** `linux/amd64` */
  readonly platform?: string;
  readonly largestLayerBytes?: number;
}

/** @public */
export interface ClusterTraits {
  /** As the API server says it: `v1.35.2`, `1.33+`. */
  readonly kubernetesVersion?: string;
  /** The feature gate `ImageVolume`, where somebody set it. */
  readonly isImageVolumeEnabled?: boolean;
  /** As a node says it: `containerd://2.1.4`, `cri-o://1.33.0`. */
  readonly containerRuntime?: string;
  /** Platforms of the nodes: `linux/amd64`. */
  readonly platforms?: readonly string[];
}

/** Settings are those of `inferenceservice-config`, key `storageInitializer`. @public */
export interface KserveTraits {
  /** `v0.20.0` */
  readonly version?: string;
  readonly enableModelcar?: boolean;
  readonly enableOciModelSupport?: boolean;
  /** `modelcar`, `native` or `fetch`. */
  readonly ociModelMode?: string;
  readonly uidModelcar?: number;
  /** `Standard`, `Knative`, `ModelMesh`; the older names are understood. */
  readonly deploymentMode?: string;
  /** What takes the files: the model server, or an LLMInferenceService's LoRA adapter. */
  readonly consumer?: 'model' | 'lora-adapter';
  /** Prefixes of all ClusterStorageContainers that are not disabled: `kit://`. */
  readonly storagePrefixes?: readonly string[];
}

/** @public */
export interface RegistryTraits {
  /** `ghcr.io`; what is known of large registries is added. */
  readonly host?: string;
  readonly isPlainHttp?: boolean;
  readonly hasReferrersApi?: boolean;
  /** Whether it takes a blob only as one request. */
  readonly isMonolithicOnly?: boolean;
}

/** How manifests come into the cluster. @public */
export interface DeliveryTraits {
  readonly engine: 'argo-cd' | 'flux';
  /** The artifact that is delivered, where it is known. */
  readonly artifact?: {
    readonly layerMediaTypes: readonly string[];
    readonly isIndex?: boolean;
    readonly extractedBytes?: number;
  };
  /** Whether a signature has to be there for it to be applied. */
  readonly verifiesSignatures?: boolean;
  /** Forms that were found, and whether the trusted key made each of them. */
  readonly signatures?: readonly {
    readonly form: 'bundle' | 'legacy';
    readonly isTrusted: boolean;
  }[];
  /** Whether the engine is to write new versions itself (image automation, image updater). */
  readonly updatesVersions?: boolean;
}

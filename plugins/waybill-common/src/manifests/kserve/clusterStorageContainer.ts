import type { PackageFormat } from '../../artifact/package';
import { parseReference, validateTag } from '../../reference';
import type { ManifestMetadata } from '../kubernetes';
import { checkKubernetesName } from '../kubernetesNames';
import { ManifestError } from '../ManifestError';

/** `serving.kserve.io/v1alpha1` of KServe v0.20; it has no namespace. @public */
export interface ClusterStorageContainerManifest {
  readonly apiVersion: 'serving.kserve.io/v1alpha1';
  readonly kind: 'ClusterStorageContainer';
  readonly metadata: ManifestMetadata;
  readonly spec: {
    readonly container: {
      readonly name: 'storage-initializer';
      readonly image: string;
      readonly imagePullPolicy: 'IfNotPresent';
      readonly env?: readonly {
        readonly name: string;
        readonly value: string;
      }[];
      readonly resources: {
        readonly requests: Readonly<Record<string, string>>;
        readonly limits: Readonly<Record<string, string>>;
      };
    };
    readonly supportedUriFormats: readonly { readonly prefix: string }[];
    readonly workloadType: 'initContainer';
  };
}

/** Prefix of the `storageUri` by which a format is served. An image is served by KServe itself. @public */
export const STORAGE_PREFIXES: Readonly<
  Record<Exclude<PackageFormat, 'modelcar'>, string>
> = {
  modelkit: 'kit://',
  modelpack: 'kit://',
  artifact: 'oci-artifact://',
};

/** @public */
export interface ClusterStorageContainerInput {
  readonly name: string;
  /**
   * Image that downloads: KServe gives it the URI and the folder as arguments. Pinned by digest or by a version;
   * for `kit://` it is KitOps' `ghcr.io/kitops-ml/kitops-kserve`.
   */
  readonly image: string;
  /** What it downloads; each format has its prefix. */
  readonly formats: readonly PackageFormat[];
  /** Environment of the container. Never a secret: the object can be read by many. */
  readonly env?: Readonly<Record<string, string>>;
  /** The registry speaks plain HTTP: kit is told so. */
  readonly isPlainHttp?: boolean;
  readonly memoryLimit?: string;
}

/**
 * The object that teaches a cluster's KServe a scheme for packages that are no images. Applied once per cluster, by
 * somebody who may write cluster-wide objects.
 *
 * @throws ManifestError `INVALID_NAME`, `FORMAT_NOT_TAKEN`
 * @throws InvalidReferenceError `TAG_LATEST` and others for the image
 * @public
 */
export function buildClusterStorageContainer(
  input: ClusterStorageContainerInput,
): ClusterStorageContainerManifest {
  const prefixes = prefixesOf(input);
  const env = Object.entries({
    ...(prefixes.includes(STORAGE_PREFIXES.modelkit) && {
      KIT_UNPACK_FLAGS: input.isPlainHttp
        ? '-f model --plain-http'
        : '-f model',
    }),
    ...input.env,
  });
  return {
    apiVersion: 'serving.kserve.io/v1alpha1',
    kind: 'ClusterStorageContainer',
    metadata: { name: checkKubernetesName(input.name) },
    spec: {
      container: {
        name: 'storage-initializer',
        image: checkImage(input.image),
        imagePullPolicy: 'IfNotPresent',
        ...(env.length > 0 && {
          env: env.map(([name, value]) => ({ name, value })),
        }),
        resources: {
          requests: { cpu: '100m', memory: '100Mi' },
          limits: { memory: input.memoryLimit ?? '1Gi' },
        },
      },
      supportedUriFormats: prefixes.map(prefix => ({ prefix })),
      workloadType: 'initContainer',
    },
  };
}

function prefixesOf({ formats, name }: ClusterStorageContainerInput): string[] {
  const prefixes = formats.map(format => {
    if (format === 'modelcar') {
      throw new ManifestError({
        code: 'FORMAT_NOT_TAKEN',
        message: `The storage container '${name}' is not needed for modelcars: KServe serves images by oci:// itself`,
      });
    }
    return STORAGE_PREFIXES[format];
  });
  if (prefixes.length === 0) {
    throw new ManifestError({
      code: 'FORMAT_NOT_TAKEN',
      message: `The storage container '${name}' is given no format: say which packages it is to download`,
    });
  }
  return [...new Set(prefixes)];
}

/** Pinned, as everything that runs: by digest, or at least by a version. */
function checkImage(image: string): string {
  const { tag, digest } = parseReference(image);
  if (digest === undefined) validateTag(tag ?? 'latest');
  return image;
}

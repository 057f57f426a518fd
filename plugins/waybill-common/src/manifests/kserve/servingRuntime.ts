import { parseReference, validateDigest } from '../../reference';
import type { ContainerSpec } from '../declaration';
import type { ManifestMetadata } from '../kubernetes';
import { checkKubernetesName } from '../kubernetesNames';
import { ManifestError } from '../ManifestError';
import { MODEL_SERVER_CONTAINER } from './kserveWords';
import type { ServingProtocol } from './servingRuntimes';

/** `serving.kserve.io/v1alpha1` of KServe v0.20: for one namespace, or for the cluster. @public */
export interface ServingRuntimeManifest {
  readonly apiVersion: 'serving.kserve.io/v1alpha1';
  readonly kind: 'ServingRuntime' | 'ClusterServingRuntime';
  readonly metadata: ManifestMetadata;
  readonly spec: {
    readonly annotations?: Readonly<Record<string, string>>;
    readonly supportedModelFormats: readonly {
      readonly name: string;
      readonly version?: string;
      readonly autoSelect?: boolean;
      readonly priority?: number;
    }[];
    readonly protocolVersions?: readonly string[];
    readonly containers: readonly Readonly<Record<string, unknown>>[];
  };
}

/** @public */
export interface ServingRuntimeInput {
  readonly name: string;
  /** For the whole cluster, which somebody has to apply who may. Default: for one namespace. */
  readonly isClusterWide?: boolean;
  /** `host/path@sha256:…` of the server. It finds the files under `/mnt/models`. */
  readonly image: string;
  readonly formats: readonly {
    readonly name: string;
    readonly version?: string;
    /** Taken where nobody names a runtime, before others of a lower priority. Default: only where it is named. */
    readonly priority?: number;
  }[];
  /** Any where absent. */
  readonly protocols?: readonly ServingProtocol[];
  readonly args?: readonly string[];
  readonly command?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The port that serves predictions. Default 8080. */
  readonly port?: number;
  /** Requests and limits, where an InferenceService gives none. */
  readonly resources?: ContainerSpec['resources'];
  /** Where Prometheus asks. */
  readonly metrics?: { readonly port: number; readonly path?: string };
}

/**
 * A runtime for a model server of one's own: with it, InferenceServices name a format and no image, and may try
 * canaries.
 *
 * @throws ManifestError `INVALID_NAME`, `NOT_PINNED`, `MISSING`, `INVALID_VALUE`
 * @throws InvalidReferenceError for the image
 * @public
 */
export function buildServingRuntime(
  input: ServingRuntimeInput,
): ServingRuntimeManifest {
  const { metrics, protocols, port = 8080 } = input;
  const env = Object.entries(input.env ?? {});
  return {
    apiVersion: 'serving.kserve.io/v1alpha1',
    kind: input.isClusterWide ? 'ClusterServingRuntime' : 'ServingRuntime',
    metadata: { name: checkKubernetesName(input.name) },
    spec: {
      ...(metrics && {
        annotations: {
          'prometheus.kserve.io/port': String(checkPort(metrics.port)),
          'prometheus.kserve.io/path': metrics.path ?? '/metrics',
        },
      }),
      supportedModelFormats: formatsOf(input),
      ...(protocols?.length && { protocolVersions: protocols }),
      containers: [
        {
          name: MODEL_SERVER_CONTAINER,
          image: checkImage(input.image),
          ...(input.command?.length && { command: input.command }),
          ...(input.args?.length && { args: input.args }),
          ...(env.length > 0 && {
            env: env.map(([name, value]) => ({ name, value })),
          }),
          ports: [{ containerPort: checkPort(port), protocol: 'TCP' }],
          securityContext: {
            allowPrivilegeEscalation: false,
            privileged: false,
            runAsNonRoot: true,
            capabilities: { drop: ['ALL'] },
          },
          ...(input.resources !== undefined && { resources: input.resources }),
        },
      ],
    },
  };
}

function formatsOf({ formats, name }: ServingRuntimeInput) {
  if (formats.length === 0) {
    throw new ManifestError({
      code: 'MISSING',
      field: 'formats',
      message: `The runtime '${name}' serves no format: say which models it takes`,
    });
  }
  return formats.map(format => ({
    name: format.name,
    ...(format.version && { version: format.version }),
    ...(format.priority !== undefined && {
      autoSelect: true,
      priority: format.priority,
    }),
  }));
}

function checkImage(image: string): string {
  const { digest } = parseReference(image);
  if (digest === undefined) {
    throw new ManifestError({
      code: 'NOT_PINNED',
      field: 'image',
      message: `'${image}' names an image by tag, and a tag moves: give host/path@sha256:…`,
    });
  }
  validateDigest(digest);
  return image;
}

function checkPort(port: number): number {
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new ManifestError({
    code: 'INVALID_VALUE',
    field: 'port',
    message: `${port} is no port: give a number from 1 to 65535`,
  });
}

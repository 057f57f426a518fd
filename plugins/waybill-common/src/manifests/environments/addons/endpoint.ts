import type { ServingSpec } from '../../declaration';
import type { KubernetesManifest } from '../../kubernetes';

/** Where a model is asked from inside its namespace. */
export interface ModelEndpoint {
  /** The Service's name; Knative routes by the full name of the host only. */
  readonly service: string;
  readonly port?: number;
  /** What tells that the model is loaded. */
  readonly healthPath: string;
}

/** The Service that KServe makes, or that a Deployment has among its objects. */
export function findEndpoint(
  serving: ServingSpec,
  objects: readonly KubernetesManifest[],
): ModelEndpoint {
  const [main] = objects;
  const { name } = main.metadata;
  if (serving.kind === 'InferenceService') {
    const track = predictorName(main);
    return {
      service: `${name}-${track ? `${track}-` : ''}predictor`,
      healthPath: kserveHealthPath(name, serving),
    };
  }
  if (serving.kind === 'LLMInferenceService') {
    return {
      service: `${name}-kserve-workload-svc`,
      port: 8000,
      healthPath: '/health',
    };
  }
  const service = objects.find(({ kind }) => kind === 'Service') ?? main;
  return {
    service: service.metadata.name,
    port: servicePort(service),
    healthPath: serving.readinessPath ?? '/healthz/ready',
  };
}

function kserveHealthPath(
  name: string,
  { protocolVersion, container }: ServingSpec & { kind: 'InferenceService' },
): string {
  if (container) return '/';
  return protocolVersion?.endsWith('v2')
    ? `/v2/models/${name}/ready`
    : `/v1/models/${name}`;
}

/** A named predictor has its name in that of its Service. */
function predictorName(object: KubernetesManifest): string | undefined {
  const spec = object.spec as
    | { readonly predictor?: { readonly name?: string } }
    | undefined;
  return spec?.predictor?.name;
}

function servicePort(object: KubernetesManifest): number | undefined {
  const spec = object.spec as
    | { readonly ports?: readonly { readonly port: number }[] }
    | undefined;
  const port = spec?.ports?.[0]?.port;
  return port === 80 ? undefined : port;
}

import { MediaType } from '../artifact/mediaTypes';
import { formatRepository, parseRepository } from '../reference';
import { checkKubernetesName, checkServingName } from './kubernetesNames';
import type { FluxKustomization, FluxOciRepository } from './kubernetes';

/** Namespace of Flux and of the objects that deliver models. @public */
export const FLUX_NAMESPACE = 'flux-system';

/** @public */
export interface FluxDeliveryInput {
  /** Name of the model: the objects are called after it. */
  readonly name: string;
  /** `host/path` of the manifests artifact. */
  readonly manifestsRepository: string;
  readonly environment: { readonly name: string; readonly namespace: string };
  /** The registry speaks plain HTTP. */
  readonly isPlainHttp?: boolean;
  /** How often the registry is asked for a new version, as a Go duration. Default `1m`. */
  readonly interval?: string;
  /** Secret with the public keys that may have signed the manifests. Default `cosign-pub`. */
  readonly verificationSecret?: string;
}

/**
 * Where Flux fetches the manifests of a model from, and who must have signed them.
 *
 * @throws ManifestError `INVALID_NAME`
 * @throws InvalidReferenceError
 * @public
 */
export function buildFluxOciRepository(
  input: FluxDeliveryInput,
): FluxOciRepository {
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'OCIRepository',
    metadata: { name: checkServingName(input.name), namespace: FLUX_NAMESPACE },
    spec: {
      interval: input.interval ?? '1m',
      url: `oci://${formatRepository(
        parseRepository(input.manifestsRepository),
      )}`,
      // The `-0` lets pre-releases take part: which version an environment runs is pinned inside the artifact.
      ref: { semver: '>=0.0.0-0' },
      layerSelector: {
        mediaType: MediaType.imageLayerTarGzip,
        operation: 'extract',
      },
      ...(input.isPlainHttp && { insecure: true }),
      verify: {
        provider: 'cosign',
        secretRef: {
          name: checkKubernetesName(input.verificationSecret ?? 'cosign-pub'),
        },
      },
    },
  };
}

/**
 * How Flux applies the manifests of a model to one environment.
 *
 * @throws ManifestError `INVALID_NAME`
 * @public
 */
export function buildFluxKustomization(
  input: FluxDeliveryInput,
): FluxKustomization {
  const name = checkServingName(input.name);
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name, namespace: FLUX_NAMESPACE },
    spec: {
      interval: '10m',
      retryInterval: input.interval ?? '1m',
      timeout: '5m',
      path: `./environments/${checkKubernetesName(input.environment.name)}`,
      prune: true,
      wait: true,
      targetNamespace: checkKubernetesName(input.environment.namespace),
      sourceRef: { kind: 'OCIRepository', name },
      healthCheckExprs: [
        {
          apiVersion: 'serving.kserve.io/v1beta1',
          kind: 'InferenceService',
          // A format that no runtime supports shows only here: the conditions stay Unknown for ever.
          failed:
            "has(status.modelStatus) && status.modelStatus.transitionStatus in ['BlockedByFailedLoad', 'InvalidSpec']",
          // `all` alone is true for an empty list, which is what a new object has.
          current:
            "has(status.conditions) && status.conditions.exists(e, e.type == 'Ready') && status.conditions.filter(e, e.type == 'Ready').all(e, e.status == 'True')",
        },
      ],
    },
  };
}

import type {
  InferenceServiceSpec,
  ServingInput,
  ServingStorageScheme,
} from '../../declaration';
import type { ModelFormat } from '../../kubernetes';
import { listCanaries } from '../canaries';
import type { KserveSpec } from '../KserveSurroundings';
import type { ServingProtocol } from '../servingRuntimes';

/** What models ask of a cluster's KServe. @public */
export interface PlatformDemands {
  /** How the models' files come to their servers. */
  readonly schemes: readonly ServingStorageScheme[];
  /** What `oci://` is to mean. Default: whatever it means now. */
  readonly ociModelMode?: 'modelcar' | 'native';
  /** The modes that InferenceServices ask for by their annotation. */
  readonly deploymentModes?: readonly InferenceServiceSpec['deploymentMode'][];
  /** The mode of InferenceServices that do not say theirs. Waybill's say it, so that this changes nothing for them. */
  readonly defaultDeploymentMode?: InferenceServiceSpec['deploymentMode'];
  /** Whether versions are tried by `spec.canary[]`. */
  readonly hasStandardCanary?: boolean;
  /** Runtimes that are named, and formats for which KServe is to find one. */
  readonly runtimes?: readonly string[];
  readonly formats?: readonly {
    readonly format: ModelFormat;
    readonly protocol?: ServingProtocol;
  }[];
}

/**
 * What the serving objects of some environments ask for.
 *
 * @public
 */
export function platformDemandsOf(
  inputs: readonly ServingInput<KserveSpec>[],
): PlatformDemands {
  const services = inputs.flatMap(({ serving, profile }) =>
    serving.kind === 'InferenceService' ? [{ serving, profile }] : [],
  );
  const named = services.flatMap(({ serving: { runtime } }) => runtime ?? []);
  const formats = services.flatMap(({ serving }) =>
    serving.modelFormat && !serving.runtime && !serving.container
      ? [{ format: serving.modelFormat, protocol: serving.protocolVersion }]
      : [],
  );
  return {
    schemes: [...new Set(inputs.map(({ serving }) => serving.storage.scheme))],
    ...(services.length > 0 && {
      deploymentModes: [
        ...new Set(services.map(({ serving }) => serving.deploymentMode)),
      ],
    }),
    ...(services.some(
      ({ serving, profile }) =>
        serving.deploymentMode === 'Standard' &&
        listCanaries(profile).length > 0,
    ) && { hasStandardCanary: true }),
    ...(named.length > 0 && { runtimes: [...new Set(named)] }),
    ...(formats.length > 0 && { formats }),
  };
}

import type {
  PlatformDemands,
  ServingProtocol,
  ServingStorageScheme,
} from '@waybill/backstage-plugin-waybill-common';
import { requireEnvironment, type WaybillSettings } from '../../settings';

export const SCHEMES = [
  'oci',
  'oci+native',
  'oci+fetch',
  'kit',
  'oci-artifact',
  'uri',
] as const satisfies readonly ServingStorageScheme[];

export interface PlatformCheckInput {
  readonly environment: string;
  readonly storage: readonly ServingStorageScheme[];
  readonly ociModelMode?: 'modelcar' | 'native';
  readonly deploymentMode?: 'Standard' | 'Knative';
  readonly modelFormat?: { readonly name: string; readonly version?: string };
  readonly protocolVersion?: ServingProtocol;
  readonly runtime?: string;
  readonly hasCanary?: boolean;
}

/** Where is looked, and for what. */
export interface PlatformCheckPlan {
  readonly environment: { readonly name: string; readonly namespace: string };
  readonly demands: PlatformDemands;
}

/** @throws ShipError `ENVIRONMENT_UNKNOWN` */
export function planPlatformCheck(
  input: PlatformCheckInput,
  settings: WaybillSettings,
): PlatformCheckPlan {
  const { name, namespace } = requireEnvironment(settings, input.environment);
  const { deploymentMode = 'Standard', runtime, modelFormat } = input;
  return {
    environment: { name, namespace },
    demands: {
      schemes: [...new Set(input.storage)],
      deploymentModes: [deploymentMode],
      ...(input.ociModelMode && { ociModelMode: input.ociModelMode }),
      ...(input.hasCanary &&
        deploymentMode === 'Standard' && { hasStandardCanary: true }),
      ...(runtime && { runtimes: [runtime] }),
      ...(modelFormat &&
        !runtime && {
          formats: [{ format: modelFormat, protocol: input.protocolVersion }],
        }),
    },
  };
}

export function describePlatformCheck({
  environment,
  demands,
}: PlatformCheckPlan): string {
  return `Plan: look whether KServe in the environment ${
    environment.name
  } takes models by ${demands.schemes.join(', ')}`;
}

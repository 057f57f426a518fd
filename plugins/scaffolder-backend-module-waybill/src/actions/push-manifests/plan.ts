import {
  type DeclarationForm,
  formatReference,
  parseRepository,
  validateVersion,
} from '@waybill/backstage-plugin-waybill-common';
import type {
  PackagePlan,
  RepositoryName,
} from '@waybill/backstage-plugin-waybill-node';
import { requireRegistry, type WaybillSettings } from '../../settings';

/** Which folder becomes an artifact, and under which name. */
export interface PushManifestsPlan {
  readonly path: string;
  /** As Flux and Argo CD unpack it, or as a chart for Helm. */
  readonly form: DeclarationForm;
  readonly repository: RepositoryName;
  readonly tag: string;
  readonly annotations: Readonly<Record<string, string>>;
}

/** @throws InvalidReferenceError, ShipError */
export function planPushManifests(
  input: {
    readonly path?: string;
    readonly form?: DeclarationForm;
    readonly repository: string;
    readonly version: string;
  },
  settings: WaybillSettings,
): PushManifestsPlan {
  const repository = parseRepository(input.repository);
  requireRegistry(settings, repository.host);
  const tag = validateVersion(input.version);
  return {
    path: input.path ?? 'repository/deploy',
    form: input.form ?? 'kustomize',
    repository,
    tag,
    annotations: { 'org.opencontainers.image.version': tag },
  };
}

export function describePushManifests(
  plan: PushManifestsPlan,
  built: PackagePlan,
): string[] {
  return [
    `Plan: push '${plan.path}' as ${
      plan.form === 'helm' ? 'Helm chart' : 'manifests artifact'
    } to ${formatReference({
      ...plan.repository,
      tag: plan.tag,
    })}`,
    ...built.files.map(file => `  ${file.path}`),
    `Digest: ${built.descriptor.digest}`,
  ];
}

import {
  formatRepository,
  manifestsRepositoryOf,
  parseRepository,
  validateModelName,
  validateVersion,
} from '@waybill/backstage-plugin-waybill-common';
import type { PackagePlan } from '@waybill/backstage-plugin-waybill-node';
import { formatBytes } from '../../progress';
import {
  requireRegistry,
  requireSetting,
  type WaybillSettings,
} from '../../settings';

export interface BuildInput {
  readonly path: string;
  readonly name: string;
  readonly version: string;
  readonly registry?: string;
  readonly repositoryPrefix?: string;
  readonly title?: string;
  readonly description?: string;
  readonly license?: string;
}

/** What will be packaged, and under which name it will be known. */
export interface BuildPlan {
  readonly path: string;
  readonly repository: string;
  readonly manifestsRepository: string;
  readonly version: string;
  readonly annotations: Readonly<Record<string, string>>;
}

/** @throws InvalidReferenceError, ShipError */
export function planBuild(
  input: BuildInput,
  settings: WaybillSettings,
): BuildPlan {
  const { defaults } = settings;
  const host = requireSetting(
    input.registry,
    defaults.registry,
    'registry',
    'registry',
  );
  requireRegistry(settings, host);
  const prefix = input.repositoryPrefix ?? defaults.repositoryPrefix;
  const path = [prefix, validateModelName(input.name)]
    .filter(Boolean)
    .join('/');
  const repository = formatRepository(parseRepository(`${host}/${path}`));
  const version = validateVersion(input.version);
  return {
    path: input.path,
    repository,
    manifestsRepository: manifestsRepositoryOf(repository),
    version,
    annotations: {
      'org.opencontainers.image.title': input.title || input.name,
      'org.opencontainers.image.version': version,
      ...(input.description && {
        'org.opencontainers.image.description': input.description,
      }),
      ...(input.license && {
        'org.opencontainers.image.licenses': input.license,
      }),
    },
  };
}

const MAX_LISTED_FILES = 50;

/** The lines that a person reads before anything is sent. */
export function describeBuild(plan: BuildPlan, built: PackagePlan): string[] {
  const hidden = built.files.length - MAX_LISTED_FILES;
  return [
    `Plan: package '${plan.path}' as modelcar ${plan.repository}:${plan.version}`,
    ...built.files
      .slice(0, MAX_LISTED_FILES)
      .map(
        file =>
          `  ${file.path}  ${formatBytes(file.sizeBytes)}  ${file.digest}`,
      ),
    ...(hidden > 0 ? [`  and ${hidden} more files`] : []),
    `Digest: ${built.descriptor.digest}`,
  ];
}

/** Bytes that a registry that has nothing yet will be sent. */
export function packageSizeBytes(built: PackagePlan): number {
  return [built.config, ...built.layers].reduce(
    (sum, blob) => sum + blob.descriptor.size,
    0,
  );
}

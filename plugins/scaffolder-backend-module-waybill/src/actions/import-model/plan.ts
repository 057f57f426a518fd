import { formatReference } from '@waybill/backstage-plugin-waybill-common';
import type {
  ImportPlan,
  RepositoryName,
} from '@waybill/backstage-plugin-waybill-node';
import { describeFiles } from '../../packages/describeFiles';
import { judgePackage, type ServingInput } from '../../packages/judgePackage';
import {
  type PackageSpec,
  readSpec,
  type SpecInput,
} from '../../packages/packageSpec';
import {
  type PackageTarget,
  readRepository,
  readTarget,
  type TargetInput,
} from '../../packages/packageTarget';
import { formatBytes, formatFileCount } from '../../progress';
import type { WaybillSettings } from '../../settings';
import { ShipError } from '../../ShipError';
import { aboutAnnotations } from '../build-package/plan';

export interface ImportInput
  extends TargetInput,
    Omit<SpecInput, 'annotations'>,
    ServingInput {
  readonly source: string;
  readonly include?: readonly string[];
  readonly ignore?: readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly license?: string;
  readonly acceptedLicenses?: readonly string[];
}

/** What is imported, and what it becomes. */
export interface ImportRequest extends PackageTarget {
  readonly repositoryName: RepositoryName;
  readonly spec: PackageSpec;
  readonly warnings: readonly string[];
}

/** @throws InvalidReferenceError, KitfileError, ShipError */
export function planImportRequest(
  input: ImportInput,
  settings: WaybillSettings,
): ImportRequest {
  const target = readTarget(input, settings);
  const repositoryName = readRepository(target.repository, settings);
  const annotations = aboutAnnotations(input, target.version);
  const spec = readSpec({ ...input, annotations }, settings);
  const { host } = repositoryName;
  return {
    ...target,
    repositoryName,
    spec,
    warnings: judgePackage(spec, input, { settings, host }),
  };
}

/** The package says where it came from, and under which license, unless the input says another. */
export function withOrigin(
  spec: PackageSpec,
  { license, name, revision }: ImportPlan,
): PackageSpec {
  return {
    ...spec,
    annotations: {
      ...(license && { 'org.opencontainers.image.licenses': license }),
      'dev.waybill.import.source': name,
      'dev.waybill.import.revision': revision,
      ...spec.annotations,
    },
  };
}

/** @throws ShipError `LICENSE_NOT_ACCEPTED` */
export function requireLicense(
  { license, name }: ImportPlan,
  accepted: readonly string[] | undefined,
): void {
  if (!accepted?.length) return;
  const isAccepted = accepted.some(
    candidate => candidate.toLowerCase() === license?.toLowerCase(),
  );
  if (isAccepted) return;
  throw new ShipError({
    code: 'LICENSE_NOT_ACCEPTED',
    message: `${name} is under ${
      license ? `the license ${license}` : 'no license that it names'
    }, and this template accepts ${accepted.join(
      ', ',
    )}: choose another model, or ask who keeps the template`,
  });
}

/** License and size come first: it is what a person agrees to. */
export function describeImport(
  request: ImportRequest,
  source: ImportPlan,
): string[] {
  const { repositoryName, version, spec } = request;
  return [
    `Plan: import ${source.name} as ${spec.format} ${formatReference({
      ...repositoryName,
      tag: version,
    })}`,
    `License: ${source.license ?? 'none named'}`,
    `Size: ${formatBytes(source.totalBytes)} in ${formatFileCount(
      source.files.length,
    )}`,
    `Revision: ${source.revision}`,
    ...describeFiles(source.files),
    ...(source.ignored.length > 0
      ? [`Left out: ${formatFileCount(source.ignored.length)}`]
      : []),
    ...source.warnings.map(({ message }) => `Warning: ${message}`),
    ...request.warnings,
  ];
}

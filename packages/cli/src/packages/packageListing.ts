import type {
  Descriptor,
  PackageFile,
} from '@waybill/backstage-plugin-waybill-common';
import type {
  PackagePlan,
  SealedManifest,
} from '@waybill/backstage-plugin-waybill-node';
import { formatBytes, formatCount } from '../terminal/formatBytes';
import { table } from '../terminal/table';

/** More than this is for `--json`. */
const MAX_LISTED_FILES = 100;

/** What every document says of a package. */
export function packageDocument(plan: PackagePlan) {
  return {
    format: plan.format,
    digest: plan.descriptor.digest,
    sizeBytes: packageBytes(plan),
    mediaType: plan.descriptor.mediaType,
    configs: imagesOf(plan).map(({ config }) => config.descriptor),
    layers: plan.layers.map(({ descriptor }) => descriptor),
    files: plan.files,
    annotations: plan.manifest.annotations ?? {},
  };
}

/** Bytes that a registry that has nothing yet will be sent. */
export function packageBytes(plan: PackagePlan): number {
  const configs = imagesOf(plan).map(({ config }) => config);
  return [...configs, ...plan.layers].reduce(
    (sum, { descriptor }) => sum + descriptor.size,
    0,
  );
}

function imagesOf(plan: PackagePlan): readonly SealedManifest[] {
  return plan.index?.images ?? [plan];
}

/** A package for people: what it is, its layers, its files. */
export function packageLines(plan: PackagePlan): string[] {
  return [
    `Format: ${plan.format}`,
    `Digest: ${plan.descriptor.digest}`,
    `Size:   ${formatBytes(packageBytes(plan))} in ${formatCount(
      plan.layers.length,
      'layer',
    )}`,
    '',
    'Layers:',
    ...layerLines(plan.layers.map(({ descriptor }) => descriptor)),
    '',
    `Files (${plan.files.length}):`,
    ...fileLines(plan.files),
  ];
}

export function layerLines(layers: readonly Descriptor[]): string[] {
  return table(
    layers.map(({ digest, size, mediaType }) => [
      `  ${digest}`,
      formatBytes(size),
      mediaType,
    ]),
    { alignRight: [1] },
  );
}

export function fileLines(files: readonly PackageFile[]): string[] {
  const hidden = files.length - MAX_LISTED_FILES;
  return [
    ...table(
      files
        .slice(0, MAX_LISTED_FILES)
        .map(({ path, sizeBytes }) => [`  ${formatBytes(sizeBytes)}`, path]),
    ),
    ...(hidden > 0
      ? [`  and ${formatCount(hidden, 'more file')} (--json lists all)`]
      : []),
  ];
}

import type {
  PackageContents,
  PackageDescription,
} from '@waybill/backstage-plugin-waybill-node';
import { describeFiles } from '../../packages/describeFiles';
import {
  type PackageSource,
  readPackageSource,
} from '../../packages/packageSource';
import { formatBytes, formatFileCount } from '../../progress';
import type { WaybillSettings } from '../../settings';

/** @throws InvalidReferenceError, ShipError */
export function planInspect(
  input: { readonly from: string },
  settings: WaybillSettings,
): PackageSource {
  return readPackageSource(input.from, settings);
}

/** What is in a package, and what it says of itself. */
export interface Inspection {
  readonly contents: PackageContents;
  readonly description: PackageDescription;
}

/** Config and layers. */
export function sizeOf({ manifest }: PackageContents): number {
  return [manifest.config, ...manifest.layers].reduce(
    (sum, { size }) => sum + size,
    0,
  );
}

export function describeInspection({
  contents,
  description,
}: Inspection): string[] {
  const { descriptor, files, format, specials } = contents;
  const { licenses, parameterCount, kitfileText } = description;
  return [
    `${format}, ${formatBytes(sizeOf(contents))} in ${formatFileCount(
      files.length,
    )}, ${descriptor.digest}`,
    ...(licenses.length > 0 ? [`License: ${licenses.join(', ')}`] : []),
    ...(parameterCount === undefined ? [] : [`Parameters: ${parameterCount}`]),
    ...describeFiles(files),
    ...(specials.length > 0
      ? [`Links and devices that nobody can use: ${specials.length}`]
      : []),
    ...(kitfileText ? ['Kitfile:', kitfileText] : []),
  ];
}

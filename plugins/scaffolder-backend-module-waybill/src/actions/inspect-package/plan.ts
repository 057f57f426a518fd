import {
  formatKitfile,
  type Kitfile,
} from '@waybill/backstage-plugin-waybill-common';
import type { PackageContents } from '@waybill/backstage-plugin-waybill-node';
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
  readonly kitfile?: Kitfile;
}

export function licenseOf({ contents, kitfile }: Inspection) {
  return (
    contents.manifest.annotations?.['org.opencontainers.image.licenses'] ??
    kitfile?.package?.license ??
    kitfile?.model?.license
  );
}

/** Config and layers. */
export function sizeOf({ manifest }: PackageContents): number {
  return [manifest.config, ...manifest.layers].reduce(
    (sum, { size }) => sum + size,
    0,
  );
}

export function describeInspection(inspection: Inspection): string[] {
  const { contents, kitfile } = inspection;
  const { descriptor, files, format, specials } = contents;
  const license = licenseOf(inspection);
  return [
    `${format}, ${formatBytes(sizeOf(contents))} in ${formatFileCount(
      files.length,
    )}, ${descriptor.digest}`,
    ...(license ? [`License: ${license}`] : []),
    ...describeFiles(files),
    ...(specials.length > 0
      ? [`Links and devices that nobody can use: ${specials.length}`]
      : []),
    ...(kitfile ? ['Kitfile:', formatKitfile(kitfile)] : []),
  ];
}

import type { RegistryClient } from '../../registry';
import { layoutModelcar } from '../formats';
import type { BaseImage, PackagePlan, Platform } from '../PackageLayout';
import { sealPackage, type SealOptions } from '../publish/sealPackage';
import { openFolder } from '../sources';

/** A modelcar of a folder, read and not sent. */
export async function planModelcar(
  source: {
    readonly directory: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly base?: BaseImage;
    readonly platforms?: readonly Platform[];
  },
  options: SealOptions & { readonly client?: RegistryClient } = {},
): Promise<PackagePlan> {
  const { directory, annotations, base, platforms } = source;
  const { client, signal } = options;
  const tree = await openFolder(directory, { signal });
  const layout = await layoutModelcar(tree, {
    annotations,
    base,
    platforms,
    client,
    signal,
  });
  return sealPackage(layout, options);
}

import {
  openFolder,
  type RegistryClient,
} from '@waybill/backstage-plugin-waybill-node';
import { listFiles, resolveFolder } from '../workspace';
import { layoutPackage, type LaidOutPackage } from './layoutPackage';
import type { PackageSpec } from './packageSpec';
import type { RunContext } from './RunContext';

const MAX_OMITTED_LINES = 20;

/**
 * Lays out a folder of the workspace, and says what the format leaves out of it.
 *
 * @throws ShipError, PackagingError, KitfileError, RegistryError
 */
export async function layoutFolder(
  path: string,
  spec: PackageSpec,
  client: RegistryClient,
  { workspacePath, log, signal }: RunContext,
): Promise<LaidOutPackage> {
  await listFiles(workspacePath, path, { signal });
  const directory = resolveFolder(workspacePath, path);
  const tree = await openFolder(directory, { signal });
  const laidOut = await layoutPackage(tree, spec, { client, signal });
  laidOut.omitted
    .slice(0, MAX_OMITTED_LINES)
    .forEach(file => log(`Not in the package, as kit leaves it out: ${file}`));
  return laidOut;
}

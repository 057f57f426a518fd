import {
  openFolder,
  type PackageLayout,
} from '@waybill/backstage-plugin-waybill-node';
import { resolvePath, type CommandContext } from '../commands/CommandContext';
import { layoutTree } from './layoutTree';

/**
 * Lays out the package that the options describe, from a folder.
 *
 * @throws CliError `USAGE`; PackagingError; KitfileError; RegistryError
 */
export async function layoutFolder(
  context: CommandContext,
  folder: string,
  options: Parameters<typeof layoutTree>[2],
): Promise<PackageLayout> {
  const { signal } = context;
  const { keepModes } = options;
  const tree = await openFolder(resolvePath(context, folder), {
    signal,
    keepModes,
  });
  return layoutTree(context, tree, options);
}

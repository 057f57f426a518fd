import { parseReference } from '@waybill/backstage-plugin-waybill-common';
import {
  layoutModelcar,
  openFolder,
  type BaseImage,
  type PackageLayout,
  type Platform,
  type RegistryClient,
} from '@waybill/backstage-plugin-waybill-node';
import { resolvePath, type CommandContext } from '../commands/CommandContext';
import type { PackageOptions } from '../commands/options/packageOptions';
import { CliError } from '../errors/CliError';

/**
 * Lays out the package that the options describe, from a folder. Reads none of its files.
 *
 * @throws CliError `USAGE`; PackagingError; KitfileError; RegistryError
 */
export async function layoutFolder(
  context: CommandContext,
  folder: string,
  options: PackageOptions & {
    /** Reads the base image, where there is one. */
    readonly client?: RegistryClient;
  },
): Promise<PackageLayout> {
  const { signal } = context;
  const tree = await openFolder(resolvePath(context, folder), { signal });
  const { client, annotation: annotations } = options;
  return layoutModelcar(tree, {
    annotations,
    base: baseOf(options),
    platforms: options.platform?.map(parsePlatform),
    client,
    signal,
  });
}

/** What `--base` names. @throws CliError `USAGE`; InvalidReferenceError */
export function baseOf({
  base,
}: Pick<PackageOptions, 'base'>): BaseImage | undefined {
  if (!base) return undefined;
  const { host, path, digest } = parseReference(base);
  if (!digest)
    throw new CliError({
      code: 'USAGE',
      message: `The base '${base}' has no digest: give host/path@sha256:…, or the package would not be the same tomorrow.`,
    });
  return { repository: { host, path }, digest };
}

function parsePlatform(text: string): Platform {
  const [, os, architecture] = /^([a-z0-9]+)\/([a-z0-9]+)$/.exec(text) ?? [];
  if (os && architecture) return { os, architecture };
  throw new CliError({
    code: 'USAGE',
    message: `'${text}' is no platform: give os/architecture, as in linux/arm64.`,
  });
}

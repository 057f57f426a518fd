import {
  isModelKitReference,
  kitfileWarnings,
  parseReference,
  type Kitfile,
} from '@waybill/backstage-plugin-waybill-common';
import {
  layoutArtifact,
  layoutModelKit,
  layoutModelPack,
  layoutModelcar,
  readParentKitfiles,
  type BaseImage,
  type FileTree,
  type KitfileLayout,
  type PackageLayout,
  type Platform,
  type RegistryClient,
} from '@waybill/backstage-plugin-waybill-node';
import type { CommandContext } from '../commands/CommandContext';
import type { PackageOptions } from '../commands/options/packageOptions';
import { CliError } from '../errors/CliError';
import { printable } from '../terminal/printable';
import { readKitfile } from './readKitfile';

/** The portal's default as well: the same files give the same package. */
const DEFAULT_ARTIFACT_TYPE = 'application/vnd.waybill.model.v1';

/** Which format an option is about: said to one that does not know it, it would change nothing. */
const FORMATS_OF_OPTION = {
  base: ['modelcar'],
  platform: ['modelcar'],
  file: ['modelkit', 'modelpack'],
  keepModes: ['modelkit', 'modelpack'],
  artifactType: ['artifact'],
  unpackFolders: ['artifact'],
} as const satisfies Partial<
  Record<keyof PackageOptions, readonly PackageOptions['format'][]>
>;

/**
 * Lays out the package that the options describe, of the files of a folder, a hub, another package. Reads none of them
 * but a Kitfile.
 *
 * @throws CliError `USAGE`; PackagingError; KitfileError; RegistryError
 */
export async function layoutTree(
  context: CommandContext,
  tree: FileTree,
  options: PackageOptions & {
    /** Reads the base image, where there is one. */
    readonly client?: RegistryClient;
    /** Reaches the registry of the ModelKit that a Kitfile takes its model from; where absent, `client` has to. */
    readonly connectTo?: (host: string) => Promise<RegistryClient>;
  },
): Promise<PackageLayout> {
  refuseForeignOptions(options);
  const { signal } = context;
  const { client, annotation: annotations, artifactType } = options;
  switch (options.format) {
    case 'modelkit':
    case 'modelpack':
      return layoutByKitfile(context, tree, options);
    case 'artifact':
      return layoutArtifact(tree, {
        artifactType: artifactType ?? DEFAULT_ARTIFACT_TYPE,
        unpackFolders: options.unpackFolders,
        annotations,
        createdAt: createdAtOf(context),
      });
    default:
      return layoutModelcar(tree, {
        annotations,
        base: baseOf(options),
        platforms: options.platform?.map(parsePlatform),
        client,
        signal,
      });
  }
}

async function layoutByKitfile(
  context: CommandContext,
  tree: FileTree,
  options: Parameters<typeof layoutTree>[2],
): Promise<KitfileLayout> {
  const { signal, note } = context;
  const { format, file, annotation: annotations } = options;
  const kitfile = await readKitfile(context, tree, file);
  for (const warning of kitfileWarnings(kitfile))
    note(`warning: ${printable(warning)}`);
  const lay = format === 'modelkit' ? layoutModelKit : layoutModelPack;
  const layout = await lay(tree, {
    kitfile,
    parents: await readParents(kitfile, options, signal),
    annotations,
    createdAt: createdAtOf(context),
    signal,
  });
  for (const path of layout.omitted)
    note(`warning: '${printable(path)}' is in no layer of the Kitfile`);
  return layout;
}

/** What the ModelKit has that brings the model is left out, as kit does. */
async function readParents(
  kitfile: Kitfile,
  { client, connectTo }: Parameters<typeof layoutTree>[2],
  signal: AbortSignal,
): Promise<Kitfile[]> {
  const path = kitfile.model?.path ?? '';
  if (!isModelKitReference(path)) return [];
  const reader = connectTo
    ? await connectTo(parseReference(path).host)
    : client;
  return reader ? readParentKitfiles(reader, kitfile, { signal }) : [];
}

/** https://reproducible-builds.org/specs/source-date-epoch/; without it a package has no time. */
function createdAtOf({ terminal: { env } }: CommandContext): Date | undefined {
  const text = env.SOURCE_DATE_EPOCH;
  if (!text) return undefined;
  const date = new Date(Number(text) * 1000);
  if (/^\d+$/.test(text) && !Number.isNaN(date.getTime())) return date;
  throw new CliError({
    code: 'USAGE',
    message: `SOURCE_DATE_EPOCH is '${text}', and that is no number of seconds since 1970: correct it or unset it.`,
  });
}

/** @throws CliError `USAGE` where an option says nothing to the format */
export function refuseForeignOptions(
  options: Pick<PackageOptions, 'format' | keyof typeof FORMATS_OF_OPTION>,
): void {
  for (const [option, formats] of Object.entries(FORMATS_OF_OPTION)) {
    const isGiven = options[option as keyof typeof FORMATS_OF_OPTION];
    if (!isGiven || formats.some(format => format === options.format)) continue;
    const flag = option.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
    throw new CliError({
      code: 'USAGE',
      message: `--${flag} is for ${formats.join(
        ' and ',
      )}, and this is to be a ${
        options.format
      }: leave it out, or give --format ${formats[0]}.`,
    });
  }
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

/** @throws CliError `USAGE` */
export function parsePlatform(text: string): Platform {
  const [, os, architecture] = /^([a-z0-9]+)\/([a-z0-9]+)$/.exec(text) ?? [];
  if (os && architecture) return { os, architecture };
  throw new CliError({
    code: 'USAGE',
    message: `'${text}' is no platform: give os/architecture, as in linux/arm64.`,
  });
}

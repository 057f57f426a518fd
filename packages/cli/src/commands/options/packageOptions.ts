import { Option, type Command, InvalidArgumentError } from 'commander';

/** The forms that a package can be written in. */
export const FORMATS = [
  'modelcar',
  'modelkit',
  'modelpack',
  'artifact',
] as const;

export interface PackageOptions {
  readonly format: (typeof FORMATS)[number];
  readonly file?: string;
  readonly base?: string;
  readonly platform?: readonly string[];
  readonly artifactType?: string;
  readonly unpackFolders?: boolean;
  readonly keepModes?: boolean;
  /** False with `--no-cache`. */
  readonly cache: boolean;
  readonly annotation?: Readonly<Record<string, string>>;
}

/** What a package is made of: `pack` and `push` have these, and mean the same by them. */
export function addPackageOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--format <format>', 'form of the package')
        .choices(FORMATS)
        .default('modelcar'),
    )
    .option(
      '-f, --file <file>',
      'Kitfile of a modelkit or modelpack (default: Kitfile in the folder)',
    )
    .option('--base <reference>', 'image below a modelcar, host/path@digest')
    .option(
      '--platform <os/arch>',
      'platform of a modelcar (default: linux/amd64); given again, an index for several',
      (platform: string, previous: readonly string[] = []) => [
        ...previous,
        platform,
      ],
    )
    .option('--artifact-type <type>', 'media type of an artifact')
    .option(
      '--unpack-folders',
      'an artifact has one layer for each folder, which oras unpacks again',
    )
    .option(
      '--keep-modes',
      "keep the files' permissions in a modelkit or modelpack, as kit does: its digest then depends on the umask",
    )
    .option(
      '-a, --annotation <key=value>',
      'annotation of the manifest; can be given again',
      collectAnnotation,
    )
    .option(
      '--no-cache',
      'read every file, also those that did not change since they were read last',
    );
}

/** Reads `key=value`, each key once. */
export function collectAnnotation(
  text: string,
  previous: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const equals = text.indexOf('=');
  if (equals < 1)
    throw new InvalidArgumentError(
      'Give it as key=value, as in org.opencontainers.image.version=1.0.0.',
    );
  const key = text.slice(0, equals);
  if (key in previous)
    throw new InvalidArgumentError(`'${key}' is there twice.`);
  return { ...previous, [key]: text.slice(equals + 1) };
}

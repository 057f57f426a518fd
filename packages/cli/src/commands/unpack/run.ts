import {
  formatReference,
  type PackageFile,
} from '@waybill/backstage-plugin-waybill-common';
import {
  planUnpack,
  unpackPackage,
} from '@waybill/backstage-plugin-waybill-node';
import { CliError } from '../../errors/CliError';
import { fileLines } from '../../packages/packageListing';
import { connect } from '../../registry/connect';
import { parseToRead } from '../../registry/references';
import { formatBytes, formatCount } from '../../terminal/formatBytes';
import { printable } from '../../terminal/printable';
import { resolvePath, type RunCommand } from '../CommandContext';
import type { OutputOptions } from '../options/outputOptions';
import type { RegistryOptions } from '../options/registryOptions';

export interface UnpackCommandOptions extends OutputOptions, RegistryOptions {
  readonly dir: string;
  readonly filter?: readonly string[];
  readonly overwrite?: boolean;
  readonly ignoreExisting?: boolean;
  readonly dryRun?: boolean;
}

/** `waybill unpack`. */
export const run: RunCommand<UnpackCommandOptions> = async (
  context,
  [text],
  options,
) => {
  refuseContradictions(options);
  const { signal, onProgress, note } = context;
  const { repository, tagOrDigest } = parseToRead(text);
  const client = await connect(context, options, { all: [repository.host] });
  const { overwrite, ignoreExisting, filter: filters, dryRun } = options;
  const unpacked = dryRun
    ? {
        ...(await planUnpack(client, repository, tagOrDigest, {
          filters,
          signal,
        })),
        kept: [],
      }
    : await unpackPackage(client, repository, tagOrDigest, {
        directory: resolvePath(context, options.dir),
        filters,
        overwrite: ignoreExisting ? 'ignore' : overwrite,
        signal,
        onProgress,
      });
  for (const dataset of unpacked.remoteDatasets)
    note(
      `warning: the dataset '${printable(
        dataset,
      )}' is not in the package, and is not fetched`,
    );
  return listing({ ...unpacked, repository }, options);
};

function refuseContradictions({
  overwrite,
  ignoreExisting,
}: UnpackCommandOptions): void {
  if (overwrite && ignoreExisting)
    throw new CliError({
      code: 'USAGE',
      message:
        '--overwrite and --ignore-existing contradict each other: give one of them.',
    });
}

function listing(
  {
    repository,
    descriptor: { digest },
    format,
    files,
    kept,
  }: {
    readonly repository: { readonly host: string; readonly path: string };
    readonly descriptor: { readonly digest: string };
    readonly format: string;
    readonly files: readonly PackageFile[];
    readonly kept: readonly string[];
  },
  { dir, dryRun }: UnpackCommandOptions,
) {
  const pinnedReference = formatReference({ ...repository, digest });
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const size = `${formatCount(files.length, 'file')}, ${formatBytes(
    sizeBytes,
  )}`;
  return {
    document: {
      command: 'unpack',
      status: dryRun ? 'planned' : 'unpacked',
      pinnedReference,
      digest,
      format,
      directory: dir,
      sizeBytes,
      files: files.map(file => ({
        path: file.path,
        sizeBytes: file.sizeBytes,
        ...(file.digest ? { digest: file.digest } : {}),
      })),
      kept,
    },
    lines: dryRun
      ? [
          `Dry run: ${pinnedReference} would be unpacked to ${dir} (${format}, ${size}); nothing was written`,
          ...fileLines(files),
        ]
      : [
          `Unpacked ${pinnedReference} to ${dir} (${format}, ${size})`,
          ...(kept.length > 0
            ? [`Left as they were: ${formatCount(kept.length, 'file')}`]
            : []),
        ],
    brief: pinnedReference,
  };
}

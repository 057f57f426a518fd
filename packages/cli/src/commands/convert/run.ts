import { formatReference } from '@waybill/backstage-plugin-waybill-common';
import {
  contentsTree,
  convertPackage,
  readContents,
  type RegistryClient,
} from '@waybill/backstage-plugin-waybill-node';
import {
  fileLines,
  packageBytes,
  packageDocument,
} from '../../packages/packageListing';
import {
  baseOf,
  parsePlatform,
  refuseForeignOptions,
} from '../../packages/layoutTree';
import { readKitfile } from '../../packages/readKitfile';
import { connect } from '../../registry/connect';
import {
  parseToRead,
  parseToWrite,
  type ReadReference,
  type WriteReference,
} from '../../registry/references';
import { formatBytes, formatCount } from '../../terminal/formatBytes';
import { printable } from '../../terminal/printable';
import type {
  CommandContext,
  CommandResult,
  RunCommand,
} from '../CommandContext';
import type { OutputOptions } from '../options/outputOptions';
import type { PackageOptions } from '../options/packageOptions';
import type { RegistryOptions } from '../options/registryOptions';

export interface ConvertCommandOptions
  extends OutputOptions,
    RegistryOptions,
    Omit<PackageOptions, 'cache' | 'keepModes' | 'unpackFolders'> {
  readonly dryRun?: boolean;
}

interface Conversion {
  readonly client: RegistryClient;
  readonly from: ReadReference;
  readonly to: WriteReference;
  readonly options: ConvertCommandOptions;
}

/** `waybill convert`. */
export const run: RunCommand<ConvertCommandOptions> = async (
  context,
  [sourceText, targetText],
  options,
) => {
  refuseForeignOptions(options);
  const from = parseToRead(sourceText);
  const to = parseToWrite(targetText);
  const base = baseOf(options);
  const client = await connect(context, options, {
    all: [
      from.repository.host,
      to.repository.host,
      ...(base ? [base.repository.host] : []),
    ],
  });
  const conversion = { client, from, to, options };
  return options.dryRun
    ? plan(context, conversion)
    : convert(context, conversion);
};

async function convert(
  context: CommandContext,
  { client, from, to, options }: Conversion,
): Promise<CommandResult> {
  const { signal, onProgress, note } = context;
  const { format, annotation: annotations, artifactType, file } = options;
  const result = await convertPackage(client, from, to.repository, {
    format,
    tag: to.tag,
    annotations,
    artifactType,
    base: baseOf(options),
    platforms: options.platform?.map(parsePlatform),
    ...(file
      ? { kitfile: await readKitfile(context, { name: '', files: [] }, file) }
      : {}),
    signal,
    onProgress,
  });
  for (const path of result.omitted)
    note(`warning: '${printable(path)}' is in no layer of the Kitfile`);
  const reference = formatReference({ ...to.repository, tag: to.tag });
  return {
    document: {
      command: 'convert',
      status: result.wasThere ? 'present' : 'pushed',
      source: formatReference({
        ...from.repository,
        digest: result.from.descriptor.digest,
      }),
      sourceFormat: result.from.format,
      reference,
      pinnedReference: result.reference,
      reusedLayers: result.reusedLayers,
      omitted: result.omitted,
      ...packageDocument(result.plan),
    },
    lines: [
      result.wasThere
        ? `${reference} is there already: nothing was sent`
        : `Converted ${
            result.from.format
          } to ${format}: ${reference} (${formatBytes(
            packageBytes(result.plan),
          )}, ${formatCount(
            result.reusedLayers,
            'layer',
          )} of the source used again)`,
      result.reference,
    ],
    brief: result.reference,
  };
}

/** What there is to be converted; which digest comes out of it is known when it is read. */
async function plan(
  { signal }: CommandContext,
  { client, from, to, options: { format } }: Conversion,
): Promise<CommandResult> {
  const { repository, tag } = to;
  const contents = await readContents(
    client,
    from.repository,
    from.tagOrDigest,
    { signal },
  );
  const { files } = contentsTree(client, contents);
  const existing = await client.resolve(repository, tag, { signal });
  const reference = formatReference({ ...repository, tag });
  const source = formatReference({
    ...from.repository,
    digest: contents.descriptor.digest,
  });
  return {
    document: {
      command: 'convert',
      status: 'planned',
      source,
      sourceFormat: contents.format,
      format,
      reference,
      tagStatus: existing ? 'exists' : 'new',
      files: files.map(({ path, sizeBytes }) => ({ path, sizeBytes })),
    },
    lines: [
      `Source: ${source} (${contents.format})`,
      ...fileLines(files),
      '',
      existing
        ? `Dry run: ${reference} is ${existing.digest} already: it would be refused, unless it is the same as a ${format}`
        : `Dry run: ${reference} would be written as ${format}; nothing was sent`,
    ],
    brief: reference,
  };
}

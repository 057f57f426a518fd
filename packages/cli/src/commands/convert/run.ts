import { formatReference } from '@waybill/backstage-plugin-waybill-common';
import {
  convertPackage,
  planConvert,
  type ConvertOptions,
  type ConvertPlan,
  type RegistryClient,
} from '@waybill/backstage-plugin-waybill-node';
import {
  packageBytes,
  packageDocument,
  packageLines,
} from '../../packages/packageListing';
import {
  baseOf,
  parsePlatform,
  refuseForeignOptions,
} from '../../packages/layoutTree';
import { readKitfile } from '../../packages/readKitfile';
import { connect } from '../../registry/connect';
import { describeTag } from '../../registry/describeTag';
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
  const { format } = options;
  const result = await convertPackage(client, from, to.repository, {
    ...(await convertOptions(context, options)),
    tag: to.tag,
  });
  noteOmitted(context, result.omitted);
  const { reference: pinnedReference, reusedLayers } = result;
  const reference = formatReference({ ...to.repository, tag: to.tag });
  return {
    document: {
      command: 'convert',
      status: result.wasThere ? 'present' : 'pushed',
      reference,
      pinnedReference,
      ...conversionDocument(result),
    },
    lines: [
      result.wasThere
        ? `${reference} is there already: nothing was sent`
        : `Converted ${
            result.from.format
          } to ${format}: ${reference} (${formatBytes(
            packageBytes(result.plan),
          )}, ${formatCount(reusedLayers, 'layer')} of the source used again)`,
      pinnedReference,
    ],
    brief: pinnedReference,
  };
}

/** What would come out of it: reads what has to be read for its digest, and sends nothing. */
async function plan(
  context: CommandContext,
  { client, from, to, options }: Conversion,
): Promise<CommandResult> {
  const planned = await planConvert(
    client,
    from,
    await convertOptions(context, options),
  );
  noteOmitted(context, planned.omitted);
  const { descriptor } = planned.plan;
  const outlook = await describeTag(client, to, descriptor, context.signal);
  const { repository, tag } = to;
  const pinnedReference = formatReference({
    ...repository,
    digest: descriptor.digest,
  });
  const { source, ...document } = conversionDocument(planned);
  return {
    document: {
      command: 'convert',
      status: 'planned',
      reference: formatReference({ ...repository, tag }),
      pinnedReference,
      tagStatus: outlook.status,
      source,
      ...document,
    },
    lines: [
      `Source: ${source} (${planned.from.format})`,
      ...packageLines(planned.plan),
      '',
      outlook.line,
    ],
    brief: pinnedReference,
    exitCode: outlook.exitCode,
  };
}

async function convertOptions(
  context: CommandContext,
  options: ConvertCommandOptions,
): Promise<Omit<ConvertOptions, 'tag'>> {
  const { signal, onProgress } = context;
  const { format, annotation: annotations, artifactType, file } = options;
  return {
    format,
    annotations,
    artifactType,
    base: baseOf(options),
    platforms: options.platform?.map(parsePlatform),
    ...(file
      ? { kitfile: await readKitfile(context, { name: '', files: [] }, file) }
      : {}),
    signal,
    onProgress,
  };
}

function noteOmitted(
  { note }: CommandContext,
  omitted: readonly string[],
): void {
  for (const path of omitted)
    note(`warning: '${printable(path)}' is in no layer of the Kitfile`);
}

function conversionDocument({ from, plan: made, ...rest }: ConvertPlan) {
  const { repository, descriptor, format: sourceFormat } = from;
  const { reusedLayers, omitted } = rest;
  return {
    source: formatReference({ ...repository, digest: descriptor.digest }),
    sourceFormat,
    reusedLayers,
    omitted,
    ...packageDocument(made),
  };
}

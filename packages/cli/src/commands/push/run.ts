import { formatReference } from '@waybill/backstage-plugin-waybill-common';
import {
  publishPackage,
  sealPackage,
  type PackageLayout,
  type RegistryClient,
} from '@waybill/backstage-plugin-waybill-node';
import {
  packageBytes,
  packageDocument,
  packageLines,
} from '../../packages/describePackage';
import { baseOf, layoutFolder } from '../../packages/layoutFolder';
import { openDigestCache } from '../../packages/openDigestCache';
import { connect } from '../../registry/connect';
import { parseToWrite, type WriteReference } from '../../registry/references';
import { describeTag } from '../../registry/describeTag';
import { formatBytes, formatCount } from '../../terminal/formatBytes';
import type {
  CommandContext,
  CommandResult,
  RunCommand,
} from '../CommandContext';
import type { OutputOptions } from '../options/outputOptions';
import type { PackageOptions } from '../options/packageOptions';
import type { RegistryOptions } from '../options/registryOptions';

export interface PushCommandOptions
  extends OutputOptions,
    PackageOptions,
    RegistryOptions {
  readonly dryRun?: boolean;
}

/** `waybill push`. */
export const run: RunCommand<PushCommandOptions> = async (
  context,
  [folder, text],
  options,
) => {
  const target = parseToWrite(text);
  const { host } = target.repository;
  const base = baseOf(options);
  const client = await connect(context, options, {
    all: [host, ...(base ? [base.repository.host] : [])],
    account: host,
  });
  const layout = await layoutFolder(context, folder, { ...options, client });
  return options.dryRun
    ? plan(context, { client, layout, target, options })
    : publish(context, { client, layout, target, options });
};

interface Push {
  readonly client: RegistryClient;
  readonly layout: PackageLayout;
  readonly target: WriteReference;
  readonly options: PushCommandOptions;
}

async function publish(
  context: CommandContext,
  { client, layout, target, options }: Push,
): Promise<CommandResult> {
  const { signal, onProgress, terminal } = context;
  const digestCache = await openDigestCache(options, terminal);
  const { repository, tag } = target;
  const {
    plan: sent,
    reference,
    wasThere,
  } = await publishPackage(client, repository, layout, {
    tag,
    signal,
    onProgress,
    digestCache,
  });
  const name = formatReference({ ...repository, tag });
  const size = `${formatBytes(packageBytes(sent))}, ${formatCount(
    sent.files.length,
    'file',
  )}`;
  return {
    document: {
      command: 'push',
      status: wasThere ? 'present' : 'pushed',
      reference: name,
      pinnedReference: reference,
      ...packageDocument(sent),
    },
    lines: [
      wasThere
        ? `${name} is there already: nothing was sent`
        : `Pushed ${name} (${sent.format}, ${size})`,
      reference,
    ],
    brief: reference,
  };
}

async function plan(
  context: CommandContext,
  { client, layout, target, options }: Push,
): Promise<CommandResult> {
  const { signal, onProgress, terminal } = context;
  const digestCache = await openDigestCache(options, terminal);
  const planned = await sealPackage(layout, {
    signal,
    onProgress,
    digestCache,
  });
  const tag = await describeTag(client, target, planned.descriptor, signal);
  const { digest } = planned.descriptor;
  const pinnedReference = formatReference({ ...target.repository, digest });
  return {
    document: {
      command: 'push',
      status: 'planned',
      reference: formatReference({
        ...target.repository,
        tag: target.tag,
      }),
      pinnedReference,
      tagStatus: tag.status,
      ...packageDocument(planned),
    },
    lines: [...packageLines(planned), '', tag.line],
    brief: pinnedReference,
    exitCode: tag.exitCode,
  };
}

import { formatReference } from '@waybill/backstage-plugin-waybill-common';
import {
  applyCopy,
  planCopy,
  type CopyPlan,
} from '@waybill/backstage-plugin-waybill-node';
import { connect } from '../../registry/connect';
import { parseCopyTarget, parseToRead } from '../../registry/references';
import { formatBytes, formatCount } from '../../terminal/formatBytes';
import { printable } from '../../terminal/printable';
import type { RunCommand } from '../CommandContext';
import type { OutputOptions } from '../options/outputOptions';
import type { RegistryOptions } from '../options/registryOptions';

export interface CopyCommandOptions extends OutputOptions, RegistryOptions {
  readonly platform?: readonly string[];
  /** False with `--no-referrers`. */
  readonly referrers: boolean;
  readonly dryRun?: boolean;
}

/** `waybill copy`. */
export const run: RunCommand<CopyCommandOptions> = async (
  context,
  [sourceText, targetText],
  options,
) => {
  const { signal, onProgress, note } = context;
  const from = parseToRead(sourceText);
  const to = parseCopyTarget(targetText, from);
  const client = await connect(context, options, {
    all: [from.repository.host, to.repository.host],
  });
  const plan = await planCopy(client, from, to, {
    withReferrers: options.referrers,
    platforms: options.platform,
    signal,
  });
  for (const warning of plan.warnings) note(`warning: ${printable(warning)}`);
  const sent = options.dryRun
    ? undefined
    : await applyCopy(client, plan, { signal, onProgress });
  const document = copyDocument(plan);
  const { reference, pinnedReference } = document;
  return {
    document: {
      ...document,
      status: statusOf(plan, options),
      sentBytes: sent?.sentBytes ?? 0,
    },
    lines: [
      ...(options.dryRun
        ? dryRunLines(plan, reference)
        : [
            plan.wasThere && plan.manifests.length === 0
              ? `${reference} is there already: nothing was sent`
              : `Copied ${reference} (${formatCount(
                  plan.manifests.length,
                  'manifest',
                )}, ${formatBytes(sent?.sentBytes ?? 0)} sent)`,
          ]),
      pinnedReference,
    ],
    brief: pinnedReference,
  };
};

function copyDocument({
  from,
  to,
  descriptor,
  manifests,
  blobs,
  totalBytes,
  warnings,
}: CopyPlan) {
  const pinnedReference = formatReference({
    ...to.repository,
    digest: descriptor.digest,
  });
  return {
    command: 'copy',
    source: formatReference({ ...from.repository, digest: descriptor.digest }),
    reference: to.tag
      ? formatReference({ ...to.repository, tag: to.tag })
      : pinnedReference,
    pinnedReference,
    digest: descriptor.digest,
    manifests: manifests.map(manifest => manifest.descriptor),
    blobs,
    sizeBytes: totalBytes,
    warnings,
  };
}

function statusOf(
  { wasThere, manifests }: CopyPlan,
  { dryRun }: CopyCommandOptions,
): 'planned' | 'present' | 'copied' {
  if (dryRun) return 'planned';
  return wasThere && manifests.length === 0 ? 'present' : 'copied';
}

function dryRunLines(plan: CopyPlan, reference: string): string[] {
  if (plan.wasThere && plan.manifests.length === 0)
    return [`Dry run: ${reference} is there already, nothing would be sent`];
  return [
    `Dry run: ${reference} would be written, with ${formatCount(
      plan.manifests.length,
      'manifest',
    )} and up to ${formatBytes(plan.totalBytes)} in ${formatCount(
      plan.blobs.length,
      'blob',
    )}; nothing was sent`,
  ];
}

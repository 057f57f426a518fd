import { formatReference } from '@waybill/backstage-plugin-waybill-common';
import {
  publishPackage,
  sealPackage,
  type PackageLayout,
  type RegistryClient,
} from '@waybill/backstage-plugin-waybill-node';
import type { CommandContext, CommandResult } from '../commands/CommandContext';
import { describeTag } from '../registry/describeTag';
import type { WriteReference } from '../registry/references';
import { formatBytes, formatCount } from '../terminal/formatBytes';
import { packageBytes, packageDocument, packageLines } from './packageListing';
import { openDigestCache } from './openDigestCache';

/** A package that is laid out, and where it goes. */
export interface Publication {
  readonly command: 'push' | 'import';
  readonly client: RegistryClient;
  readonly layout: PackageLayout;
  readonly target: WriteReference;
  readonly cache: boolean;
}

/** Sends a package in one pass, the tag last. */
export async function publishLayout(
  { signal, onProgress, terminal }: CommandContext,
  { command, client, layout, target, cache }: Publication,
): Promise<CommandResult> {
  const digestCache = await openDigestCache({ cache }, terminal);
  const { repository, tag } = target;
  const { plan, reference, wasThere } = await publishPackage(
    client,
    repository,
    layout,
    { tag, signal, onProgress, digestCache },
  );
  const name = formatReference({ ...repository, tag });
  const size = `${formatBytes(packageBytes(plan))}, ${formatCount(
    plan.files.length,
    'file',
  )}`;
  return {
    document: {
      command,
      status: wasThere ? 'present' : 'pushed',
      reference: name,
      pinnedReference: reference,
      ...packageDocument(plan),
    },
    lines: [
      wasThere
        ? `${name} is there already: nothing was sent`
        : `Pushed ${name} (${plan.format}, ${size})`,
      reference,
    ],
    brief: reference,
  };
}

/** Reads what would be sent and asks whether the tag is free: sends nothing. */
export async function planPublication(
  { signal, onProgress, terminal }: CommandContext,
  { command, client, layout, target, cache }: Publication,
): Promise<CommandResult> {
  const digestCache = await openDigestCache({ cache }, terminal);
  const plan = await sealPackage(layout, { signal, onProgress, digestCache });
  const outlook = await describeTag(client, target, plan.descriptor, signal);
  const { repository, tag } = target;
  const { digest } = plan.descriptor;
  const pinnedReference = formatReference({ ...repository, digest });
  return {
    document: {
      command,
      status: 'planned',
      reference: formatReference({ ...repository, tag }),
      pinnedReference,
      tagStatus: outlook.status,
      ...packageDocument(plan),
    },
    lines: [...packageLines(plan), '', outlook.line],
    brief: pinnedReference,
    exitCode: outlook.exitCode,
  };
}

import { sealPackage } from '@waybill/backstage-plugin-waybill-node';
import { packageDocument, packageLines } from '../../packages/packageListing';
import { layoutFolder } from '../../packages/layoutFolder';
import { baseOf } from '../../packages/layoutTree';
import { openDigestCache } from '../../packages/openDigestCache';
import { writeImageLayout } from '../../packages/writeImageLayout';
import { connect } from '../../registry/connect';
import { resolvePath, type RunCommand } from '../CommandContext';
import type { OutputOptions } from '../options/outputOptions';
import type { PackageOptions } from '../options/packageOptions';
import type { RegistryOptions } from '../options/registryOptions';

export interface PackCommandOptions
  extends OutputOptions,
    PackageOptions,
    RegistryOptions {
  readonly output?: string;
}

/** `waybill pack`. */
export const run: RunCommand<PackCommandOptions> = async (
  context,
  [folder],
  options,
) => {
  const { signal, onProgress, terminal } = context;
  const base = baseOf(options);
  const client = base
    ? await connect(context, options, { all: [base.repository.host] })
    : undefined;
  const layout = await layoutFolder(context, folder, {
    ...options,
    client,
    connectTo: host => connect(context, options, { all: [host] }),
  });
  const digestCache = await openDigestCache(options, terminal);
  const plan = await sealPackage(layout, { signal, onProgress, digestCache });
  if (options.output)
    await writeImageLayout(plan, resolvePath(context, options.output), {
      signal,
    });
  return {
    document: {
      command: 'pack',
      ...packageDocument(plan),
      ...(options.output ? { output: options.output } : {}),
    },
    lines: [
      ...packageLines(plan),
      ...(options.output ? ['', `Written to ${options.output}`] : []),
    ],
    brief: plan.descriptor.digest,
  };
};

import { layoutFolder } from '../../packages/layoutFolder';
import { baseOf } from '../../packages/layoutTree';
import { planPublication, publishLayout } from '../../packages/publishLayout';
import { connect, connectAlso } from '../../registry/connect';
import { parseToWrite } from '../../registry/references';
import type { RunCommand } from '../CommandContext';
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
  const layout = await layoutFolder(context, folder, {
    ...options,
    client,
    connectTo: async other =>
      other === host ? client : connectAlso(context, options, other),
  });
  const { cache, dryRun } = options;
  const publish = dryRun ? planPublication : publishLayout;
  return publish(context, { command: 'push', client, layout, target, cache });
};

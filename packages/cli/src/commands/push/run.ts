import {
  formatReference,
  parseReference,
} from '@waybill/backstage-plugin-waybill-common';
import {
  planModelcar,
  pushPackage,
} from '@waybill/backstage-plugin-waybill-node';
import { CliError } from '../../errors/CliError';
import { connect } from '../../registry/connect';
import { resolvePath, type RunCommand } from '../CommandContext';
import type { OutputOptions } from '../options/outputOptions';
import type { PackageOptions } from '../options/packageOptions';
import type { RegistryOptions } from '../options/registryOptions';

export interface PushCommandOptions
  extends OutputOptions,
    PackageOptions,
    RegistryOptions {
  readonly dryRun?: boolean;
}

export const run: RunCommand<PushCommandOptions> = async (
  context,
  [directory, text],
  options,
) => {
  const { signal, onProgress } = context;
  const { host, path, tag, digest } = parseReference(text);
  if (!tag || digest)
    throw new CliError({
      code: 'USAGE',
      message: `'${text}' names no version to push to: give host/path:tag.`,
    });
  const repository = { host, path };
  const client = await connect(context, options, [host]);
  const plan = await planModelcar(
    {
      directory: resolvePath(context, directory),
      format: 'modelcar',
      annotations: options.annotation,
    },
    {
      client,
      signal,
      onProgress: ({ readBytes, totalBytes }) =>
        onProgress({ phase: 'read', doneBytes: readBytes, totalBytes }),
    },
  );
  const result = await pushPackage(client, repository, plan, {
    tag,
    signal,
    onProgress: ({ transferredBytes, totalBytes }) =>
      onProgress({ phase: 'send', doneBytes: transferredBytes, totalBytes }),
  });
  return {
    document: {
      command: 'push',
      reference: formatReference({ ...repository, tag }),
      pinnedReference: result.reference,
      digest: result.descriptor.digest,
      format: plan.format,
      status: result.wasThere ? 'present' : 'pushed',
    },
    lines: [
      `${result.wasThere ? 'Already there' : 'Pushed'}: ${text}`,
      result.reference,
    ],
    brief: result.reference,
  };
};

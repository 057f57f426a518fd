import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { ActionDependencies } from '../../dependencies';
import { listOutputFiles } from '../../packages/describeFiles';
import { filesOutput } from '../../packages/inputSchemas';
import { PACKAGE_FORMATS } from '../../packages/packageSpec';
import { runContextOf } from '../../packages/RunContext';
import { formatBytes, formatFileCount } from '../../progress';
import { atBoundary } from '../../toBackstageError';
import { applyUnpack } from './apply';
import { examples } from './examples';
import { describeUnpack, planUnpack } from './plan';

/**
 * `waybill:package:unpack`: writes the files of a package into the workspace.
 *
 * @public
 */
export function createUnpackPackageAction(
  dependencies: Pick<ActionDependencies, 'settings' | 'client' | 'now'>,
) {
  return createTemplateAction({
    id: 'waybill:package:unpack',
    description:
      'Unpacks a package of any format, or a part of it, into the workspace',
    examples,
    // The workspace of a dry run is its own, and the steps after it need the files to plan with.
    supportsDryRun: true,
    schema: {
      input: {
        from: z =>
          z.string({ description: 'host/path:version or host/path@digest' }),
        targetPath: z =>
          z
            .string({ description: 'Folder in the workspace. Default: model' })
            .optional(),
        filters: z =>
          z
            .array(z.string(), {
              description:
                'What is wanted, as kit unpack reads it (model,docs:README.md) or as globs of paths. Default: all',
            })
            .optional(),
        overwrite: z =>
          z
            .boolean({
              description: 'Replace files that are there. Default: false',
            })
            .optional(),
      },
      output: {
        path: z => z.string({ description: 'Folder in the workspace' }),
        digest: z => z.string({ description: 'Digest of the package' }),
        format: z => z.enum(PACKAGE_FORMATS, { description: 'Its format' }),
        files: filesOutput,
        fileCount: z => z.number({ description: 'Number of all files' }),
        sizeBytes: z => z.number({ description: 'Size of all files in bytes' }),
      },
    },
    handler: ctx =>
      atBoundary(async () => {
        const plan = planUnpack(ctx.input, dependencies.settings);
        ctx.logger.info(describeUnpack(plan));
        const unpacked = await applyUnpack(
          plan,
          dependencies,
          runContextOf(ctx),
        );
        const { files, remoteDatasets } = unpacked;
        const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
        ctx.logger.info(
          `Unpacked ${formatFileCount(files.length)}, ${formatBytes(
            sizeBytes,
          )}`,
        );
        remoteDatasets.forEach(dataset =>
          ctx.logger.info(`Not in the package, and not fetched: ${dataset}`),
        );
        ctx.output('path', plan.targetPath);
        ctx.output('digest', unpacked.descriptor.digest);
        ctx.output('format', unpacked.format);
        ctx.output('files', listOutputFiles(files));
        ctx.output('fileCount', files.length);
        ctx.output('sizeBytes', sizeBytes);
      }),
  });
}

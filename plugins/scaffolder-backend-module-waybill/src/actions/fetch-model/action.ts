import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { ActionDependencies } from '../../dependencies';
import { formatBytes, formatFileCount } from '../../progress';
import { atBoundary } from '../../toBackstageError';
import { applyFetch } from './apply';
import { examples } from './examples';
import { describeFetch, planFetch } from './plan';

/**
 * `waybill:model:fetch`: brings a model's files into the task's workspace.
 *
 * @public
 */
export function createFetchModelAction({
  sources,
}: Pick<ActionDependencies, 'sources'>) {
  return createTemplateAction({
    id: 'waybill:model:fetch',
    description: 'Brings the files of a model into the workspace',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        source: z =>
          z.string({
            description:
              'URL of the folder that holds the model, or `upload:<id>` of files that were uploaded in the form',
          }),
        targetPath: z =>
          z
            .string({
              description:
                'Folder in the workspace; it is replaced. Default: model',
            })
            .optional(),
      },
      output: {
        path: z => z.string({ description: 'Folder in the workspace' }),
        fileCount: z => z.number({ description: 'Number of files' }),
        sizeBytes: z => z.number({ description: 'Size of all files in bytes' }),
      },
    },
    handler: ctx =>
      atBoundary(async () => {
        const plan = planFetch(ctx.input);
        ctx.logger.info(describeFetch(plan));
        // A dry run reads too: the workspace is its own, and the steps after it need the files to plan with.
        const files = await applyFetch(plan, sources, {
          workspacePath: ctx.workspacePath,
          credentials: () => ctx.getInitiatorCredentials(),
          signal: ctx.signal,
        });
        const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
        ctx.logger.info(
          `Read ${formatFileCount(files.length)}, ${formatBytes(sizeBytes)}`,
        );
        ctx.output('path', plan.targetPath);
        ctx.output('fileCount', files.length);
        ctx.output('sizeBytes', sizeBytes);
      }),
  });
}

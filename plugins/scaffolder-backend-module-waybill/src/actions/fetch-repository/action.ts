import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { ActionDependencies } from '../../dependencies';
import { formatFileCount } from '../../progress';
import { atBoundary } from '../../toBackstageError';
import { applyFetchRepository } from './apply';
import { examples } from './examples';
import { describeFetchRepository, planFetchRepository } from './plan';

/**
 * `waybill:repository:fetch`: reads a folder of a Git repository into the workspace.
 *
 * @public
 */
export function createFetchRepositoryAction({
  settings,
  scm,
}: Pick<ActionDependencies, 'settings' | 'scm'>) {
  return createTemplateAction({
    id: 'waybill:repository:fetch',
    description:
      'Reads a folder of a Git repository into the workspace: manifests that are to be pushed, for example. It holds text only',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        gitUrl: z =>
          z.string({
            description:
              'Git repository, as in https://git.example.com/ml/iris',
          }),
        branch: z =>
          z
            .string({
              description: 'Branch, tag or commit. Default: the default branch',
            })
            .optional(),
        path: z =>
          z
            .string({
              description: 'Folder in the Git repository. Default: its root',
            })
            .optional(),
        targetPath: z =>
          z
            .string({
              description:
                'Folder in the workspace; it is replaced. Default: repository',
            })
            .optional(),
      },
      output: {
        path: z => z.string({ description: 'Folder in the workspace' }),
        commit: z => z.string({ description: 'The commit that was read' }),
        files: z => z.array(z.string(), { description: 'Paths of the files' }),
      },
    },
    handler: ctx =>
      atBoundary(async () => {
        const plan = planFetchRepository(ctx.input, settings);
        ctx.logger.info(describeFetchRepository(plan));
        const client = scm(plan.git.host);
        const { commit, files } = await applyFetchRepository(plan, client, ctx);
        ctx.logger.info(
          `Read ${formatFileCount(files.length)} of the commit ${commit}`,
        );
        ctx.output('path', plan.targetPath);
        ctx.output('commit', commit);
        ctx.output('files', [...files]);
      }),
  });
}

import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { changeOutputSchema } from '../../changes/changeSchemas';
import { outputChange, outputEdits } from '../../changes/outputChange';
import type { ActionDependencies } from '../../dependencies';
import { readTextFiles } from '../../textFiles';
import { atBoundary } from '../../toBackstageError';
import { applyOpenChange, readChange } from './apply';
import { examples } from './examples';
import { describeOpenChange, describeReadChange, planOpenChange } from './plan';

/**
 * `waybill:change:open`: proposes the files of a workspace folder to a Git repository that is there.
 *
 * @public
 */
export function createOpenChangeAction({
  settings,
  scm,
}: Pick<ActionDependencies, 'settings' | 'scm'>) {
  return createTemplateAction({
    id: 'waybill:change:open',
    description:
      'Writes the text files of a workspace folder to a branch of a Git repository, in one commit, and opens a pull request (merge request). Files that are not in the folder stay as they are',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        path: z => z.string({ description: 'Folder in the workspace' }),
        gitUrl: z =>
          z.string({
            description:
              'Git repository, as in https://git.example.com/ml/fleet',
          }),
        branch: z =>
          z
            .string({
              description:
                'Branch that is to have the change. Default: the default branch',
            })
            .optional(),
        targetPath: z =>
          z
            .string({
              description: 'Folder in the Git repository. Default: its root',
            })
            .optional(),
        title: z =>
          z.string({ description: 'Of the commit and the pull request' }),
        body: z =>
          z
            .string({ description: 'Text of the pull request, in Markdown' })
            .optional(),
        headBranch: z =>
          z
            .string({
              description:
                'Branch of the pull request. Default: waybill/ with the title',
            })
            .optional(),
        directCommit: z =>
          z
            .boolean({
              description:
                'Commit to the branch itself instead of opening a pull request. Default: false',
            })
            .optional(),
      },
      output: changeOutputSchema,
    },
    handler: ctx =>
      atBoundary(async () => {
        const { input } = ctx;
        const log = (line: string) => ctx.logger.info(line);
        const text = await readTextFiles(ctx.workspacePath, input.path, ctx);
        const plan = planOpenChange(input, text, settings);
        log(describeOpenChange(plan));
        const client = scm(plan.git.host);
        const read = await readChange(plan, client, ctx);
        describeReadChange(read).forEach(log);
        outputEdits(ctx, { ...read, notes: [] });
        if (ctx.isDryRun || read.files.length === 0) return;
        outputChange(ctx, await applyOpenChange(plan, read, client, ctx));
      }),
  });
}

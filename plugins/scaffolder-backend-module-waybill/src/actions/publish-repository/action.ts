import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { ActionDependencies } from '../../dependencies';
import { atBoundary } from '../../toBackstageError';
import { readTextFiles } from '../../textFiles';
import { applyPublish } from './apply';
import { examples } from './examples';
import { describePublish, planPublish } from './plan';

/**
 * `waybill:repository:publish`: creates a model's Git repository from a folder of the workspace.
 *
 * @public
 */
export function createPublishRepositoryAction({
  settings,
  scm,
}: Pick<ActionDependencies, 'settings' | 'scm'>) {
  return createTemplateAction({
    id: 'waybill:repository:publish',
    description:
      'Creates a Git repository on Gitea or Forgejo and commits a folder of the workspace to it. A repository that holds something else is never touched',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        name: z => z.string({ description: 'Name of the model' }),
        path: z =>
          z
            .string({
              description: 'Folder in the workspace. Default: repository',
            })
            .optional(),
        host: z =>
          z
            .string({
              description: 'Git host. Default: waybill.defaults.gitHost',
            })
            .optional(),
        owner: z =>
          z
            .string({
              description:
                'Organisation or user. Default: waybill.defaults.gitOwner',
            })
            .optional(),
        description: z =>
          z.string({ description: 'Description of the repository' }).optional(),
        message: z => z.string({ description: 'Commit message' }).optional(),
      },
      output: {
        repositoryUrl: z => z.string({ description: 'For a browser' }),
        cloneUrl: z => z.string({ description: 'For git clone' }),
        catalogInfoUrl: z => z.string({ description: 'For catalog:register' }),
        commit: z => z.string({ description: 'The commit' }).optional(),
      },
    },
    handler: ctx =>
      atBoundary(async () => {
        const plan = planPublish(ctx.input, settings);
        const client = scm(plan.host);
        const files = await readTextFiles(ctx.workspacePath, plan.path, ctx);
        describePublish(plan, files).forEach(line => ctx.logger.info(line));
        if (ctx.isDryRun) {
          const url = `https://${plan.host}/${plan.owner}/${plan.name}`;
          ctx.output('repositoryUrl', url);
          ctx.output('cloneUrl', `${url}.git`);
          ctx.output('catalogInfoUrl', catalogInfoUrl(url, 'main'));
          return;
        }
        const { url, cloneUrl, defaultBranch, commit } = await ctx.checkpoint({
          key: `publish.${plan.host}.${plan.owner}.${plan.name}`,
          fn: async () => {
            const published = await applyPublish(plan, files, client, ctx);
            return {
              url: published.repository.url,
              cloneUrl: published.repository.cloneUrl,
              defaultBranch: published.repository.defaultBranch,
              commit: published.commit,
            };
          },
        });
        ctx.logger.info(`Committed ${commit} to ${url}`);
        ctx.output('repositoryUrl', url);
        ctx.output('cloneUrl', cloneUrl);
        ctx.output('catalogInfoUrl', catalogInfoUrl(url, defaultBranch));
        ctx.output('commit', commit);
      }),
  });
}

function catalogInfoUrl(repositoryUrl: string, branch: string): string {
  return `${repositoryUrl}/src/branch/${branch}/catalog-info.yaml`;
}

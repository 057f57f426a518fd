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
      'Creates a Git repository (GitHub, GitLab, Gitea, Forgejo, Bitbucket, Azure DevOps) and commits a folder of the workspace to it, in one commit. A repository that holds something else is never touched',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        name: z =>
          z
            .string({
              description:
                'Name of the repository: that of the model. Needed without gitUrl',
            })
            .optional(),
        gitUrl: z =>
          z
            .string({
              description:
                'URL that the repository is to have, in place of host, owner and name',
            })
            .optional(),
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
                'Organisation or user; a group with its parents on GitLab, a project key on Bitbucket Server, organisation/project on Azure DevOps. Default: waybill.defaults.gitOwner',
            })
            .optional(),
        description: z =>
          z.string({ description: 'Description of the repository' }).optional(),
        visibility: z =>
          z
            .enum(['private', 'internal', 'public'], {
              description:
                'Who may see the repository, where the host decides that for each. Default: private; on Gitea as the host is set up',
            })
            .optional(),
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
        const catalogInfo = (url: string, branch: string) =>
          client.getFileUrl({ url }, { path: 'catalog-info.yaml', branch });
        if (ctx.isDryRun) {
          const url = `https://${plan.host}/${plan.owner}/${plan.name}`;
          ctx.output('repositoryUrl', url);
          ctx.output('cloneUrl', `${url}.git`);
          ctx.output('catalogInfoUrl', catalogInfo(url, 'main'));
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
        ctx.output('catalogInfoUrl', catalogInfo(url, defaultBranch));
        ctx.output('commit', commit);
      }),
  });
}

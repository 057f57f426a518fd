import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { ActionDependencies } from '../../dependencies';
import { atBoundary } from '../../toBackstageError';
import { applyEnroll } from './apply';
import { examples } from './examples';
import { describeEnroll, planEnroll } from './plan';

/**
 * `waybill:fleet:enroll`: declares in the fleet repository that an environment delivers a model.
 *
 * @public
 */
export function createEnrollFleetAction({
  settings,
  scm,
}: Pick<ActionDependencies, 'settings' | 'scm'>) {
  return createTemplateAction({
    id: 'waybill:fleet:enroll',
    description:
      'Commits the Flux source and Kustomization of a model to the fleet repository of an environment',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        name: z => z.string({ description: 'Name of the model' }),
        environment: z =>
          z.string({ description: 'Environment of waybill.environments' }),
        manifestsRepository: z =>
          z.string({ description: 'host/path of the manifests artifact' }),
      },
      output: {
        path: z => z.string({ description: 'File in the fleet repository' }),
        commit: z => z.string({ description: 'The commit' }).optional(),
      },
    },
    handler: ctx =>
      atBoundary(async () => {
        const plan = planEnroll(ctx.input, settings);
        const client = scm(plan.fleet.host);
        describeEnroll(plan).forEach(line => ctx.logger.info(line));
        ctx.output('path', plan.file.path);
        if (ctx.isDryRun) return;
        const { commit } = await ctx.checkpoint({
          key: `enroll.${plan.environment}.${plan.name}`,
          fn: async () => ({ ...(await applyEnroll(plan, client, ctx)) }),
        });
        ctx.logger.info(`Committed ${commit}`);
        ctx.output('commit', commit);
      }),
  });
}

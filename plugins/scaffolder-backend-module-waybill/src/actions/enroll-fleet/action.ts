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
      'Commits to the fleet repository of an environment what makes its Flux or Argo CD deliver a model',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        name: z => z.string({ description: 'Name of the model' }),
        environment: z =>
          z.string({ description: 'Environment of waybill.environments' }),
        manifestsRepository: z =>
          z
            .string({
              description:
                'host/path of the manifests artifact, or of the chart. For environments whose source is oci',
            })
            .optional(),
        reference: z =>
          z
            .object({
              semver: z.string().optional(),
              tag: z.string().optional(),
              digest: z.string().optional(),
            })
            .strict()
            .describe(
              'Which artifact of that repository: one of semver, tag and digest. Default: the newest',
            )
            .optional(),
        repositoryUrl: z =>
          z
            .string({
              description:
                'URL of the Git repository as the cluster reads it. For environments whose source is git',
            })
            .optional(),
        branch: z =>
          z
            .string({ description: 'Branch of that repository. Default: main' })
            .optional(),
        path: z =>
          z
            .string({
              description:
                'Folder of that repository with the manifests. Default: deploy',
            })
            .optional(),
        servingKind: z =>
          z
            .enum(['InferenceService', 'LLMInferenceService', 'Deployment'], {
              description:
                'What serves the model, for the health checks. Default: InferenceService',
            })
            .optional(),
        deploymentMode: z =>
          z
            .enum(['Standard', 'Knative'], {
              description: 'Of an InferenceService. Default: Standard',
            })
            .optional(),
        values: z =>
          z
            .record(z.unknown(), {
              description: 'Values of a Helm chart for this environment',
            })
            .optional(),
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

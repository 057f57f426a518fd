import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { formatRepository } from '@waybill/backstage-plugin-waybill-common';
import type { ActionDependencies } from '../../dependencies';
import { targetSchema } from '../../packages/inputSchemas';
import { atBoundary } from '../../toBackstageError';
import { applyCheck, type CheckState, tryCheck } from './apply';
import { examples } from './examples';
import { describeCheck, planCheck } from './plan';

const OUTCOMES: Readonly<Record<CheckState, string>> = {
  new: 'Both are free',
  continued: 'This version was pushed before: going on from there',
};

/**
 * `waybill:model:check`: looks whether name and version are free, before anything is sent.
 *
 * @public
 */
export function createCheckModelAction(
  dependencies: Pick<ActionDependencies, 'settings' | 'client' | 'scm'>,
) {
  return createTemplateAction({
    id: 'waybill:model:check',
    description:
      'Looks whether the version is free in the registry and the name on the Git host, so that a task stops before it has pushed anything. Finds the package of a task that is run again',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        ...targetSchema,
        digest: z =>
          z
            .string({
              description:
                'Digest that waybill:package:build gave: a version that has it is no obstacle',
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
                'Owner of the Git repository. Default: waybill.defaults.gitOwner',
            })
            .optional(),
      },
      output: {
        repository: z => z.string({ description: 'host/path of the versions' }),
        manifestsRepository: z =>
          z.string({ description: 'host/path of the manifests artifact' }),
        version: z => z.string({ description: 'The tag' }),
        state: z =>
          z.enum(['new', 'continued'], {
            description:
              'new, or continued where this package was pushed before',
          }),
      },
    },
    handler: ctx =>
      atBoundary(async () => {
        const plan = planCheck(ctx.input, dependencies.settings);
        ctx.logger.info(describeCheck(plan));
        const look = ctx.isDryRun ? tryCheck : applyCheck;
        const state = await look(plan, dependencies, ctx);
        ctx.logger.info(
          state
            ? OUTCOMES[state]
            : 'The registry or the Git host cannot be asked now: the task itself would stop here',
        );
        ctx.output('repository', formatRepository(plan.repository));
        ctx.output('manifestsRepository', plan.manifestsRepository);
        ctx.output('version', plan.version);
        ctx.output('state', state ?? 'new');
      }),
  });
}

import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { formatRepository } from '@waybill/backstage-plugin-waybill-common';
import type { ActionDependencies } from '../../dependencies';
import { subjectOutputSchema, subjectSchema } from '../../subject';
import { atBoundary } from '../../toBackstageError';
import { applyVerify } from './apply';
import { examples } from './examples';
import { describeVerify, planVerify } from './plan';
import { outputOfVerdict, verdictOutput } from './verdictOutput';

/**
 * `waybill:package:verify`: stops the task unless the portal's own verification accepts a digest.
 *
 * @public
 */
export function createVerifyPackageAction({
  settings,
  signing,
}: Pick<ActionDependencies, 'settings' | 'signing'>) {
  return createTemplateAction({
    id: 'waybill:package:verify',
    description:
      'Verifies the signatures of a package as the registry holds them now, and fails unless a trust policy accepts one',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        ...subjectSchema,
        attestations: z =>
          z
            .array(z.string(), {
              description:
                'Predicate types that must be attested besides what the policies ask for, such as https://slsa.dev/provenance/v1',
            })
            .optional(),
      },
      output: {
        ...subjectOutputSchema,
        verdict: verdictOutput,
      },
    },
    handler: ctx =>
      atBoundary(async () => {
        const plan = planVerify(ctx.input, settings);
        ctx.logger.info(describeVerify(plan));
        if (!ctx.isDryRun) {
          const verdict = await applyVerify(plan, signing, ctx);
          ctx.logger.info(verdict.message);
          ctx.output('verdict', outputOfVerdict(verdict));
        }
        ctx.output('repository', formatRepository(plan.repository));
        ctx.output('digest', plan.digest);
      }),
  });
}

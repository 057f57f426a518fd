import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { formatRepository } from '@waybill/backstage-plugin-waybill-common';
import type { ActionDependencies } from '../../dependencies';
import { atBoundary } from '../../toBackstageError';
import { applyVerify } from './apply';
import { examples } from './examples';
import { describeVerify, planVerify } from './plan';

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
        repository: z => z.string({ description: 'host/path' }),
        digest: z => z.string({ description: 'Digest to verify' }),
      },
      output: {
        repository: z => z.string({ description: 'host/path' }),
        digest: z => z.string({ description: 'Digest that is verified' }),
        verdict: z =>
          z
            .object({
              state: z.string(),
              reason: z.string(),
              message: z.string(),
              policy: z.string().optional(),
              key: z.string().optional(),
              forms: z.array(z.string()),
              checkedAt: z.string(),
            })
            .optional(),
      },
    },
    handler: ctx =>
      atBoundary(async () => {
        const plan = planVerify(ctx.input, settings);
        ctx.logger.info(describeVerify(plan));
        if (!ctx.isDryRun) {
          const verdict = await applyVerify(plan, signing, ctx);
          ctx.logger.info(verdict.message);
          ctx.output('verdict', {
            state: verdict.state,
            reason: verdict.reason,
            message: verdict.message,
            ...(verdict.policy && { policy: verdict.policy }),
            ...(verdict.signer?.keyName && { key: verdict.signer.keyName }),
            forms: [...verdict.forms],
            checkedAt: verdict.checkedAt,
          });
        }
        ctx.output('repository', formatRepository(plan.repository));
        ctx.output('digest', plan.digest);
      }),
  });
}

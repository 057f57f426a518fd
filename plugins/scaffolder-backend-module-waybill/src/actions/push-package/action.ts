import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  formatReference,
  formatRepository,
} from '@waybill/backstage-plugin-waybill-common';
import type { ActionDependencies } from '../../dependencies';
import { atBoundary } from '../../toBackstageError';
import { applyPush, rebuild } from './apply';
import { examples } from './examples';
import { describePush, planPush } from './plan';

/**
 * `waybill:package:push`: sends a package under its version, once its digest is what was built.
 *
 * @public
 */
export function createPushPackageAction(
  dependencies: Pick<ActionDependencies, 'settings' | 'packages' | 'now'>,
) {
  return createTemplateAction({
    id: 'waybill:package:push',
    description:
      'Pushes the package that waybill:package:build determined, and refuses where a file changed since. A version that exists with another content is never overwritten',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        path: z => z.string({ description: 'Folder that was packaged' }),
        repository: z => z.string({ description: 'host/path' }),
        version: z => z.string({ description: 'Tag to set' }),
        digest: z =>
          z.string({ description: 'Digest that waybill:package:build gave' }),
        annotations: z =>
          z
            .record(z.string(), {
              description: 'Annotations that waybill:package:build gave',
            })
            .optional(),
      },
      output: {
        repository: z => z.string({ description: 'host/path' }),
        digest: z => z.string({ description: 'Digest of the package' }),
        reference: z => z.string({ description: 'host/path@digest' }),
      },
    },
    handler: ctx =>
      atBoundary(async () => {
        const plan = planPush(ctx.input, dependencies.settings);
        ctx.logger.info(describePush(plan));
        const context = {
          workspacePath: ctx.workspacePath,
          log: (line: string) => ctx.logger.info(line),
          signal: ctx.signal,
        };
        const built = await rebuild(plan, dependencies, context);
        if (!ctx.isDryRun) {
          await applyPush(plan, built, dependencies, context);
        }
        ctx.output('repository', formatRepository(plan.repository));
        ctx.output('digest', plan.digest);
        ctx.output(
          'reference',
          formatReference({ ...plan.repository, digest: plan.digest }),
        );
      }),
  });
}

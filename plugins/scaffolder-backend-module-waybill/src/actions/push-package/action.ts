import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  formatReference,
  formatRepository,
} from '@waybill/backstage-plugin-waybill-common';
import type { ActionDependencies } from '../../dependencies';
import {
  packageOutputSchema,
  servingSchema,
  specSchema,
} from '../../packages/inputSchemas';
import { runContextOf } from '../../packages/RunContext';
import { atBoundary } from '../../toBackstageError';
import { applyPush } from './apply';
import { examples } from './examples';
import { describePush, planPush } from './plan';

/**
 * `waybill:package:push`: sends a package under its version, in one pass.
 *
 * @public
 */
export function createPushPackageAction(
  dependencies: Pick<
    ActionDependencies,
    'settings' | 'client' | 'digestCache' | 'now'
  >,
) {
  return createTemplateAction({
    id: 'waybill:package:push',
    description:
      'Pushes a folder as a package, read once while it is sent, or exactly the one that waybill:package:build determined: it refuses where a file changed since. A version that exists with another content is never overwritten',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        path: z => z.string({ description: 'Folder that is packaged' }),
        repository: z => z.string({ description: 'host/path' }),
        version: z => z.string({ description: 'Tag to set' }),
        digest: z =>
          z
            .string({
              description:
                'Digest that waybill:package:build gave. Default: whatever the files make',
            })
            .optional(),
        annotations: z =>
          z
            .record(z.string(), {
              description:
                'Annotations of the manifest: those that waybill:package:build gave',
            })
            .optional(),
        ...specSchema,
        ...servingSchema,
      },
      output: packageOutputSchema,
    },
    handler: ctx =>
      atBoundary(async () => {
        const plan = planPush(ctx.input, dependencies.settings);
        describePush(plan).forEach(line => ctx.logger.info(line));
        const built = await applyPush(plan, dependencies, {
          ...runContextOf(ctx),
          isDryRun: ctx.isDryRun,
        });
        const { repository } = plan;
        const { digest } = built.descriptor;
        ctx.output('repository', formatRepository(repository));
        ctx.output('digest', digest);
        ctx.output('reference', formatReference({ ...repository, digest }));
      }),
  });
}

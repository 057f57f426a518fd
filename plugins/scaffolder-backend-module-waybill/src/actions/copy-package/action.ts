import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  formatReference,
  formatRepository,
} from '@waybill/backstage-plugin-waybill-common';
import type { ActionDependencies } from '../../dependencies';
import { packageOutputSchema } from '../../packages/inputSchemas';
import { runContextOf } from '../../packages/RunContext';
import { atBoundary } from '../../toBackstageError';
import { lookAtCopy, performCopy } from './apply';
import { examples } from './examples';
import { describeCopy, planCopyRequest } from './plan';

/**
 * `waybill:package:copy`: copies a package to another repository, signatures and all.
 *
 * @public
 */
export function createCopyPackageAction(
  dependencies: Pick<ActionDependencies, 'settings' | 'client' | 'now'>,
) {
  return createTemplateAction({
    id: 'waybill:package:copy',
    description:
      'Copies a package to another repository or registry with its signatures. The digest stays the same; a version that exists with another content is never overwritten',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        from: z =>
          z.string({ description: 'host/path:version or host/path@digest' }),
        repository: z => z.string({ description: 'host/path to copy to' }),
        version: z =>
          z
            .string({ description: 'Tag to set. Default: the tag of from' })
            .optional(),
        withSignatures: z =>
          z
            .boolean({
              description:
                'Copy signatures and attestations too. Default: true',
            })
            .optional(),
        platforms: z =>
          z
            .array(z.string(), {
              description:
                'Of an index only the images for these, as linux/amd64. Default: all',
            })
            .optional(),
      },
      output: packageOutputSchema,
    },
    handler: ctx =>
      atBoundary(async () => {
        const request = planCopyRequest(ctx.input, dependencies.settings);
        const context = runContextOf(ctx);
        const plan = await lookAtCopy(request, dependencies, context);
        describeCopy(request, plan).forEach(line => ctx.logger.info(line));
        if (!ctx.isDryRun) await performCopy(plan, dependencies, context);
        const { repository } = request;
        const { digest } = plan.descriptor;
        ctx.output('repository', formatRepository(repository));
        ctx.output('digest', digest);
        ctx.output('reference', formatReference({ ...repository, digest }));
      }),
  });
}

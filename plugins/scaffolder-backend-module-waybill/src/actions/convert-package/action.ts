import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  formatReference,
  formatRepository,
} from '@waybill/backstage-plugin-waybill-common';
import type { ActionDependencies } from '../../dependencies';
import { servingSchema, specSchema } from '../../packages/inputSchemas';
import { PACKAGE_FORMATS } from '../../packages/packageSpec';
import { NO_DIGEST } from '../../packages/describeFiles';
import { runContextOf } from '../../packages/RunContext';
import { atBoundary } from '../../toBackstageError';
import { lookAtSource, performConvert } from './apply';
import { examples } from './examples';
import { describeConvert, planConvert } from './plan';

/**
 * `waybill:package:convert`: makes a package of another format from one in a registry.
 *
 * @public
 */
export function createConvertPackageAction(
  dependencies: Pick<
    ActionDependencies,
    'settings' | 'client' | 'digestCache' | 'now'
  >,
) {
  return createTemplateAction({
    id: 'waybill:package:convert',
    description:
      'Makes a package of another format from one in a registry, without a detour over the disk. It is another digest: sign it anew',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        from: z =>
          z.string({ description: 'host/path:version or host/path@digest' }),
        repository: z => z.string({ description: 'host/path to push to' }),
        version: z =>
          z
            .string({ description: 'Tag to set. Default: the tag of from' })
            .optional(),
        annotations: z =>
          z
            .record(z.string(), {
              description: 'Annotations beside those of the source',
            })
            .optional(),
        ...specSchema,
        ...servingSchema,
      },
      output: {
        repository: z => z.string({ description: 'host/path' }),
        format: z => z.enum(PACKAGE_FORMATS, { description: 'What it is now' }),
        digest: z =>
          z.string({
            description: 'Digest of the package; zeros in a dry run',
          }),
        reference: z => z.string({ description: 'host/path@digest' }),
      },
    },
    handler: ctx =>
      atBoundary(async () => {
        const plan = planConvert(ctx.input, dependencies.settings);
        const context = runContextOf(ctx);
        const contents = await lookAtSource(plan, dependencies, context);
        describeConvert(plan, contents).forEach(line => ctx.logger.info(line));
        const { repository } = plan;
        ctx.output('repository', formatRepository(repository));
        ctx.output('format', plan.spec.format);
        const { digest } = ctx.isDryRun
          ? { digest: NO_DIGEST }
          : await performConvert(plan, contents, dependencies, context);
        ctx.output('digest', digest);
        ctx.output('reference', formatReference({ ...repository, digest }));
      }),
  });
}

import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { formatRepository } from '@waybill/backstage-plugin-waybill-common';
import type { ActionDependencies } from '../../dependencies';
import { keySchema, subjectOutputSchema, subjectSchema } from '../../subject';
import { atBoundary } from '../../toBackstageError';
import { applySign } from './apply';
import { examples } from './examples';
import { describeSign, planSign } from './plan';

/**
 * `waybill:package:sign`: signs a digest with a key, or an identity, of the configuration.
 *
 * @public
 */
export function createSignPackageAction({
  settings,
  signing,
}: Pick<ActionDependencies, 'settings' | 'signing'>) {
  return createTemplateAction({
    id: 'waybill:package:sign',
    description:
      'Signs a package in both forms that tools look for: a Sigstore bundle as referrer and a cosign .sig',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        ...subjectSchema,
        ...keySchema,
        recursive: z =>
          z
            .boolean({
              description:
                'Of an index, sign the image of each platform as well. Default: false',
            })
            .optional(),
      },
      output: {
        ...subjectOutputSchema,
        digests: z =>
          z
            .array(z.string(), {
              description: 'All that is signed, the digest first',
            })
            .optional(),
        key: z =>
          z.string({ description: 'Name of the key that signed' }).optional(),
      },
    },
    handler: ctx =>
      atBoundary(async () => {
        const plan = planSign(ctx.input, settings);
        ctx.logger.info(describeSign(plan));
        ctx.output('repository', formatRepository(plan.repository));
        ctx.output('digest', plan.digest);
        if (ctx.isDryRun) return;
        const { keyName, digests } = await applySign(plan, signing, {
          log: line => ctx.logger.info(line),
          signal: ctx.signal,
        });
        ctx.output('key', keyName);
        ctx.output('digests', [...digests]);
      }),
  });
}

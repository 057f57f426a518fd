import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  changeOutputSchema,
  gitRepositorySchema,
  proposalSchema,
} from '../../changes/changeSchemas';
import { outputChange, outputEdits } from '../../changes/outputChange';
import type { ActionDependencies } from '../../dependencies';
import { atBoundary } from '../../toBackstageError';
import { applyBump, readBump } from './apply';
import { examples } from './examples';
import { describeBump, describeEdits, planBump } from './plan';

/**
 * `waybill:version:bump`: proposes that environments run another version, in a Git repository laid out by anybody.
 *
 * @public
 */
export function createBumpVersionAction({
  settings,
  client,
  signing,
  scm,
}: Pick<ActionDependencies, 'settings' | 'client' | 'signing' | 'scm'>) {
  return createTemplateAction({
    id: 'waybill:version:bump',
    description:
      'Changes which version of a model environments run: finds the value that Flux or Argo CD really applies, changes that and nothing else, and opens a pull request',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        ...gitRepositorySchema,
        repository: z =>
          z.string({ description: "host/path of the model's versions" }),
        version: z => z.string({ description: 'The version, a tag' }),
        digest: z =>
          z
            .string({
              description: 'Its digest. Default: what the registry says',
            })
            .optional(),
        environments: z =>
          z.array(z.string(), {
            description:
              'Environments that are to run it, as the repository calls them',
          }),
        name: z =>
          z
            .string({
              description:
                'Name of the serving object, where several serve the model',
            })
            .optional(),
        namespace: z =>
          z
            .string({ description: 'Its namespace, where that is needed' })
            .optional(),
        verify: z =>
          z
            .boolean({
              description:
                'Go on only if a trust policy accepts the digest. Default: true',
            })
            .optional(),
        ...proposalSchema,
      },
      output: {
        ...changeOutputSchema,
        digest: z => z.string({ description: 'Digest of the version' }),
        branch: z => z.string({ description: 'The branch that was read' }),
      },
    },
    handler: ctx =>
      atBoundary(async () => {
        const tools = { client, signing, scm };
        const log = (line: string) => ctx.logger.info(line);
        const { signal, isDryRun } = ctx;
        const context = { log, signal, isDryRun };
        const plan = planBump(ctx.input, settings);
        log(describeBump(plan));
        const read = await readBump(plan, tools, context);
        describeEdits(read.edits).forEach(log);
        ctx.output('digest', read.digest);
        ctx.output('branch', read.base);
        outputEdits(ctx, read.edits);
        if (ctx.isDryRun || read.edits.edits.length === 0) return;
        const change = await applyBump(plan, read, tools, context);
        outputChange(ctx, change);
      }),
  });
}

import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { z as Zod } from 'zod/v3';
import {
  changeOutputSchema,
  gitRepositorySchema,
  proposalSchema,
} from '../../changes/changeSchemas';
import { outputChange, outputEdits } from '../../changes/outputChange';
import { proposeChange } from '../../changes/proposeChange';
import type { ActionDependencies } from '../../dependencies';
import { atBoundary } from '../../toBackstageError';
import { readOnboard } from './apply';
import { examples } from './examples';
import {
  describeOnboard,
  describeOnboardEdits,
  planOnboard,
  toOnboardProposal,
} from './plan';

const text = (description: string) => (z: typeof Zod) =>
  z.string({ description }).optional();

/**
 * `waybill:model:onboard`: adds a model that runs already to the catalog, without moving a file.
 *
 * @public
 */
export function createOnboardModelAction({
  settings,
  client,
  scm,
}: Pick<ActionDependencies, 'settings' | 'client' | 'scm'>) {
  return createTemplateAction({
    id: 'waybill:model:onboard',
    description:
      'Finds what runs of a model in a Git repository laid out by anybody, and opens a pull request that adds it to the catalog and, where asked, pins it by digest',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        ...gitRepositorySchema,
        environment: text('Only what this environment runs'),
        namespace: text('Namespace of the serving object'),
        name: text('Name of the serving object'),
        repository: text("host/path of the model's versions"),
        modelName: text(
          'Name in the catalog. Default: that of the serving object',
        ),
        description: text('What the model does'),
        owner: z =>
          z.string({
            description: 'Owner in the catalog, as in group:default/ml-team',
          }),
        system: text('System in the catalog'),
        pin: z =>
          z
            .boolean({
              description:
                'Pin what is named by tag to the digest that the tag has now. Default: false, and a tag is refused',
            })
            .optional(),
        directCommit: proposalSchema.directCommit,
        headBranch: proposalSchema.headBranch,
        title: text('Title in the catalog'),
      },
      output: {
        ...changeOutputSchema,
        repository: z =>
          z.string({ description: "host/path of the model's versions" }),
        name: z => z.string({ description: 'Name in the catalog' }),
        references: z =>
          z.array(
            z.object({
              environment: z.string(),
              path: z.string(),
              line: z.number(),
              field: z.string(),
              tag: z.string().optional(),
              digest: z.string().optional(),
              appliedBy: z.string().optional(),
            }),
            { description: 'What runs where, and where that is written' },
          ),
      },
    },
    handler: ctx =>
      atBoundary(async () => {
        const tools = { settings, client, scm };
        const log = (line: string) => ctx.logger.info(line);
        const plan = planOnboard(ctx.input, settings);
        log(describeOnboard(plan));
        const read = await readOnboard(plan, tools, {
          log,
          signal: ctx.signal,
        });
        const { model, edits, base, digests } = read;
        describeOnboardEdits(edits).forEach(log);
        ctx.output('repository', model.repository);
        ctx.output('name', edits.name);
        ctx.output(
          'references',
          model.references.map(reference => {
            const { environment, path, line, field, tag, appliedBy } =
              reference;
            const digest = reference.digest ?? digests.get(tag ?? '');
            return {
              environment,
              path,
              line,
              field,
              ...(tag && { tag }),
              ...(digest && { digest }),
              ...(appliedBy && { appliedBy }),
            };
          }),
        );
        outputEdits(ctx, edits);
        if (ctx.isDryRun || edits.files.length === 0) return;
        const proposal = toOnboardProposal(plan, model, edits, base);
        const change = await proposeChange(scm(plan.git.host), proposal, ctx);
        outputChange(ctx, change);
      }),
  });
}

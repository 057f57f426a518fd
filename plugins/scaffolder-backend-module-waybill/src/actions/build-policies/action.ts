import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { ActionDependencies } from '../../dependencies';
import { atBoundary } from '../../toBackstageError';
import { applyPolicies } from './apply';
import { examples } from './examples';
import { describePolicies, ENGINES, planPolicies } from './plan';

/**
 * `waybill:policies:build`: writes a trust policy of the configuration as objects for the engines that guard a cluster.
 *
 * @public
 */
export function createBuildPoliciesAction({
  settings,
  trustPolicies,
}: Pick<ActionDependencies, 'settings' | 'trustPolicies'>) {
  return createTemplateAction({
    id: 'waybill:policies:build',
    description:
      'Writes a trust policy of the configuration as objects for Kyverno, policy-controller, Ratify with Gatekeeper, or Flux, and says what each cannot express',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        policy: z =>
          z
            .string({
              description:
                'Name in waybill.verification.policies. Default: the only one',
            })
            .optional(),
        engines: z =>
          z.array(z.enum(ENGINES), {
            description: 'Which engines to write for',
          }),
        enforcement: z =>
          z
            .enum(['audit', 'enforce'], {
              description:
                'Whether to refuse, or to write down only. Default: audit',
            })
            .optional(),
        namespaces: z =>
          z
            .array(z.string(), {
              description: 'Only there. Default: the whole cluster',
            })
            .optional(),
        name: z =>
          z
            .string({
              description:
                'What the objects are called. Default: as the trust policy',
            })
            .optional(),
        targetPath: z =>
          z
            .string({
              description:
                'Folder in the workspace; it is replaced. Default: policies',
            })
            .optional(),
      },
      output: {
        path: z => z.string({ description: 'Folder of the files' }),
        files: z => z.array(z.string(), { description: 'Paths of the files' }),
        notes: z =>
          z.array(z.string(), {
            description: 'Where an engine says less or more than the policy',
          }),
      },
    },
    handler: ctx =>
      atBoundary(async () => {
        const { input, workspacePath } = ctx;
        const plan = planPolicies(input, await trustPolicies(), settings);
        describePolicies(plan).forEach(line => ctx.logger.info(line));
        await applyPolicies(plan, { workspacePath });
        ctx.output('path', plan.targetPath);
        ctx.output(
          'files',
          plan.files.map(file => file.path),
        );
        ctx.output('notes', [...plan.notes]);
      }),
  });
}

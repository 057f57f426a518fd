import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { ActionDependencies } from '../../dependencies';
import { atBoundary } from '../../toBackstageError';
import { applyEnvironment } from './apply';
import { examples } from './examples';
import { alerts, imageAutomation, receiver, repositories } from './inputSchema';
import { describeEnvironment, planEnvironment } from './plan';

/**
 * `waybill:environment:build`: writes what a fleet repository declares of an environment before the first model comes.
 *
 * @public
 */
export function createBuildEnvironmentAction({
  settings,
  trustPolicies,
}: Pick<ActionDependencies, 'settings' | 'trustPolicies'>) {
  return createTemplateAction({
    id: 'waybill:environment:build',
    description:
      'Writes the files of the fleet repository that make an environment: namespace and rights, keys, alerts, credentials by reference, and how to bring it up with Flux or Argo CD',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        environment: z =>
          z.string({ description: 'Environment of waybill.environments' }),
        tenant: z =>
          z.string({ description: 'Team whose models will be there' }),
        policy: z =>
          z
            .string({
              description:
                'With Flux: trust policy whose keys must have signed manifests. Default: the keys of all',
            })
            .optional(),
        viewers: z =>
          z
            .string({ description: 'Group that may look at what runs there' })
            .optional(),
        operators: z =>
          z
            .array(z.string(), {
              description: 'With Argo CD: groups that may sync and roll back',
            })
            .optional(),
        sourceRepos: z =>
          z
            .array(z.string(), {
              description:
                'With Argo CD: sources that the team may deliver, such as oci://registry.example.com/models/*',
            })
            .optional(),
        fleetCredentialsSecret: z =>
          z
            .string({
              description:
                'With Flux: Secret with which it reads the fleet repository',
            })
            .optional(),
        alerts: z => alerts(z).optional(),
        receiver: z => receiver(z).optional(),
        imageAutomation: z => imageAutomation(z).optional(),
        repositories: z => repositories(z).optional(),
        targetPath: z =>
          z
            .string({
              description:
                'Folder in the workspace; it is replaced. Default: fleet',
            })
            .optional(),
      },
      output: {
        path: z => z.string({ description: 'Folder of the files' }),
        files: z => z.array(z.string(), { description: 'Paths of the files' }),
        fleetUrl: z =>
          z.string({ description: 'The fleet repository of the environment' }),
        fleetBranch: z => z.string({ description: 'Its branch' }),
      },
    },
    handler: ctx =>
      atBoundary(async () => {
        const { input, workspacePath, signal } = ctx;
        const plan = planEnvironment(input, await trustPolicies(), settings);
        describeEnvironment(plan).forEach(line => ctx.logger.info(line));
        await applyEnvironment(plan, { workspacePath, signal });
        ctx.output('path', plan.targetPath);
        ctx.output('fleetUrl', plan.fleet.url);
        ctx.output('fleetBranch', plan.fleet.branch);
        ctx.output(
          'files',
          plan.files.map(file => file.path),
        );
      }),
  });
}

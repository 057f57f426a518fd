import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { ActionDependencies } from '../../dependencies';
import { readSubject } from '../../subject';
import { atBoundary } from '../../toBackstageError';
import { applyManifests, readModelCard } from './apply';
import { examples } from './examples';
import { manifestsInput } from './input';
import { describeManifests, planManifests } from './plan';

/**
 * `waybill:manifests:build`: writes the files of a model's Git repository into the workspace.
 *
 * @public
 */
export function createBuildManifestsAction({
  settings,
}: Pick<ActionDependencies, 'settings'>) {
  return createTemplateAction({
    id: 'waybill:manifests:build',
    description:
      'Writes the Git repository of a model: catalog entity, model card, what serves the model, and for each environment what differs there and the digest that it runs; as Kustomize or as a Helm chart',
    examples,
    supportsDryRun: true,
    schema: {
      input: manifestsInput,
      output: {
        path: z => z.string({ description: 'Folder of the repository' }),
        deployPath: z =>
          z.string({ description: 'Folder of what is delivered' }),
        files: z => z.array(z.string(), { description: 'Paths of the files' }),
        form: z =>
          z.enum(['kustomize', 'helm'], { description: 'How it is written' }),
        servingKind: z => z.string({ description: 'Kind of what serves it' }),
      },
    },
    handler: ctx =>
      atBoundary(async () => {
        const { input, workspacePath } = ctx;
        readSubject(input, settings);
        const card = input.modelPath
          ? await readModelCard(workspacePath, input.modelPath)
          : undefined;
        const plan = await planManifests(input, settings, card);
        describeManifests(plan).forEach(line => ctx.logger.info(line));
        await applyManifests(plan, { workspacePath });
        ctx.output('path', plan.targetPath);
        ctx.output('deployPath', plan.deployPath);
        ctx.output('form', plan.declaration.form);
        ctx.output('servingKind', plan.declaration.serving.kind);
        ctx.output(
          'files',
          plan.files.map(file => file.path),
        );
      }),
  });
}

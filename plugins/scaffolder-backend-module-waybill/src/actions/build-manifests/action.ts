import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { ActionDependencies } from '../../dependencies';
import { readSubject } from '../../subject';
import { atBoundary } from '../../toBackstageError';
import { applyManifests, readModelCard } from './apply';
import { examples } from './examples';
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
      'Writes the Git repository of a model: catalog entity, model card, InferenceService, and an overlay for each environment that pins the digest',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        name: z => z.string({ description: 'Name of the model' }),
        owner: z => z.string({ description: 'Entity reference of the owner' }),
        repository: z => z.string({ description: 'host/path of the package' }),
        version: z => z.string({ description: 'Version of the package' }),
        digest: z => z.string({ description: 'Digest of the package' }),
        modelFormat: z =>
          z.string({
            description: 'Model format of KServe, e.g. sklearn or onnx',
          }),
        modelFormatVersion: z =>
          z.string({ description: 'Version of the format' }).optional(),
        runtime: z =>
          z
            .string({
              description: 'Serving runtime. Default: KServe chooses by format',
            })
            .optional(),
        protocolVersion: z =>
          z.string({ description: 'v1, v2, grpc-v1 or grpc-v2' }).optional(),
        storage: z =>
          z
            .enum(['oci', 'oci+native', 'kit'], {
              description:
                'How KServe comes to the files: as its settings say, as image volume, or unpacked by kit. Default: oci',
            })
            .optional(),
        title: z => z.string({ description: 'Title for people' }).optional(),
        description: z =>
          z.string({ description: 'What the model does' }).optional(),
        license: z => z.string({ description: 'SPDX expression' }).optional(),
        system: z =>
          z
            .string({ description: 'Entity reference of the system' })
            .optional(),
        modelPath: z =>
          z
            .string({
              description:
                'Folder of the model in the workspace: its README.md becomes part of the model card',
            })
            .optional(),
        targetPath: z =>
          z
            .string({
              description:
                'Folder in the workspace; it is replaced. Default: repository',
            })
            .optional(),
      },
      output: {
        path: z => z.string({ description: 'Folder of the repository' }),
        deployPath: z =>
          z.string({ description: 'Folder of what is delivered' }),
        files: z => z.array(z.string(), { description: 'Paths of the files' }),
      },
    },
    handler: ctx =>
      atBoundary(async () => {
        const { input, workspacePath } = ctx;
        readSubject(input, settings);
        const card = input.modelPath
          ? await readModelCard(workspacePath, input.modelPath)
          : undefined;
        const plan = planManifests(input, settings, card);
        describeManifests(plan).forEach(line => ctx.logger.info(line));
        await applyManifests(plan, { workspacePath });
        ctx.output('path', plan.targetPath);
        ctx.output('deployPath', plan.deployPath);
        ctx.output(
          'files',
          plan.files.map(file => file.path),
        );
      }),
  });
}

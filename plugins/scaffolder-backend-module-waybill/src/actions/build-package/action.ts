import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { ActionDependencies } from '../../dependencies';
import { atBoundary } from '../../toBackstageError';
import { applyBuild } from './apply';
import { examples } from './examples';
import { describeBuild, packageSizeBytes, planBuild } from './plan';

/** A task's outputs are kept in the portal's database: a list of files stays readable there up to here. */
const MAX_OUTPUT_FILES = 200;

/**
 * `waybill:package:build`: determines a reproducible package, digest and all, and sends nothing.
 *
 * @public
 */
export function createBuildPackageAction(
  dependencies: Pick<ActionDependencies, 'settings' | 'packages' | 'now'>,
) {
  return createTemplateAction({
    id: 'waybill:package:build',
    description:
      'Packages a folder reproducibly: the same files give the same digest on any machine. Sends nothing',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        path: z =>
          z.string({
            description: 'Folder in the workspace that holds the model',
          }),
        name: z => z.string({ description: 'Name of the model' }),
        version: z =>
          z.string({ description: 'Semantic version; it becomes the tag' }),
        registry: z =>
          z
            .string({
              description: 'Registry host. Default: waybill.defaults.registry',
            })
            .optional(),
        repositoryPrefix: z =>
          z
            .string({
              description:
                'Path in the registry before the name. Default: waybill.defaults.repositoryPrefix',
            })
            .optional(),
        format: z =>
          z
            .enum(['modelcar'], {
              description: 'Form of the package. Default: modelcar',
            })
            .optional(),
        title: z => z.string({ description: 'Title for people' }).optional(),
        description: z =>
          z.string({ description: 'What the model does' }).optional(),
        license: z => z.string({ description: 'SPDX expression' }).optional(),
      },
      output: {
        repository: z => z.string({ description: 'host/path of the versions' }),
        manifestsRepository: z =>
          z.string({ description: 'host/path of the manifests artifact' }),
        reference: z => z.string({ description: 'host/path:version' }),
        version: z => z.string({ description: 'The tag' }),
        digest: z =>
          z.string({ description: 'What is signed, pinned and run' }),
        sizeBytes: z => z.number({ description: 'Size of config and layers' }),
        annotations: z =>
          z.record(z.string(), {
            description:
              'Annotations of the manifest, for waybill:package:push',
          }),
        files: z =>
          z.array(
            z.object({
              path: z.string(),
              sizeBytes: z.number(),
              digest: z.string(),
            }),
            { description: `The first ${MAX_OUTPUT_FILES} files` },
          ),
        fileCount: z => z.number({ description: 'Number of all files' }),
      },
    },
    handler: ctx =>
      atBoundary(async () => {
        const plan = planBuild(ctx.input, dependencies.settings);
        const built = await applyBuild(plan, dependencies, {
          workspacePath: ctx.workspacePath,
          log: line => ctx.logger.info(line),
          signal: ctx.signal,
        });
        describeBuild(plan, built).forEach(line => ctx.logger.info(line));
        ctx.output('repository', plan.repository);
        ctx.output('manifestsRepository', plan.manifestsRepository);
        ctx.output('reference', `${plan.repository}:${plan.version}`);
        ctx.output('version', plan.version);
        ctx.output('digest', built.descriptor.digest);
        ctx.output('sizeBytes', packageSizeBytes(built));
        ctx.output('annotations', { ...plan.annotations });
        ctx.output(
          'files',
          built.files
            .slice(0, MAX_OUTPUT_FILES)
            .map(({ path, sizeBytes, digest }) => ({
              path,
              sizeBytes,
              digest,
            })),
        );
        ctx.output('fileCount', built.files.length);
      }),
  });
}

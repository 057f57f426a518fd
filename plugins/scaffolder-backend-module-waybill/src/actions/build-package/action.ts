import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { ActionDependencies } from '../../dependencies';
import {
  listOutputFiles,
  packageSizeBytes,
} from '../../packages/describeFiles';
import {
  aboutSchema,
  filesOutput,
  servingSchema,
  specSchema,
  targetSchema,
} from '../../packages/inputSchemas';
import { formatSpec, PACKAGE_FORMATS } from '../../packages/packageSpec';
import { runContextOf } from '../../packages/RunContext';
import { atBoundary } from '../../toBackstageError';
import { applyBuild } from './apply';
import { examples } from './examples';
import { describeBuild, planBuild } from './plan';

/**
 * `waybill:package:build`: determines a reproducible package, digest and all, and sends nothing.
 *
 * @public
 */
export function createBuildPackageAction(
  dependencies: Pick<
    ActionDependencies,
    'settings' | 'client' | 'digestCache' | 'now'
  >,
) {
  return createTemplateAction({
    id: 'waybill:package:build',
    description:
      'Packages a folder reproducibly: the same files give the same digest on any machine. Sends nothing. Refuses a format that cannot be served',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        path: z =>
          z.string({
            description: 'Folder in the workspace that holds the model',
          }),
        ...targetSchema,
        ...specSchema,
        ...aboutSchema,
        ...servingSchema,
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
        format: z =>
          z.enum(PACKAGE_FORMATS, {
            description:
              'With the outputs below, for waybill:package:push: what makes the same package again',
          }),
        annotations: z =>
          z.record(z.string(), { description: 'Annotations of the manifest' }),
        baseImage: z =>
          z
            .string({ description: 'Of a modelcar: host/path@digest, or none' })
            .optional(),
        kitfile: z =>
          z.string({ description: 'Of a modelkit or modelpack' }).optional(),
        artifactType: z =>
          z.string({ description: 'Of an artifact' }).optional(),
        warnings: z =>
          z.array(z.string(), {
            description: 'What the compatibility check has to say',
          }),
        files: filesOutput,
        fileCount: z => z.number({ description: 'Number of all files' }),
      },
    },
    handler: ctx =>
      atBoundary(async () => {
        const plan = planBuild(ctx.input, dependencies.settings);
        const { built, spec } = await applyBuild(
          plan,
          dependencies,
          runContextOf(ctx),
        );
        describeBuild(plan, built).forEach(line => ctx.logger.info(line));
        ctx.output('repository', plan.repository);
        ctx.output('manifestsRepository', plan.manifestsRepository);
        ctx.output('reference', `${plan.repository}:${plan.version}`);
        ctx.output('version', plan.version);
        ctx.output('digest', built.descriptor.digest);
        ctx.output('sizeBytes', packageSizeBytes(built));
        const { format, annotations, ...made } = formatSpec(spec);
        ctx.output('format', format);
        ctx.output('annotations', annotations);
        if (made.baseImage) ctx.output('baseImage', made.baseImage);
        if (made.kitfile) ctx.output('kitfile', made.kitfile);
        if (made.artifactType) ctx.output('artifactType', made.artifactType);
        ctx.output('warnings', [...plan.warnings]);
        ctx.output('files', listOutputFiles(built.files));
        ctx.output('fileCount', built.files.length);
      }),
  });
}

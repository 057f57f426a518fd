import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  formatReference,
  formatRepository,
} from '@waybill/backstage-plugin-waybill-common';
import type { ActionDependencies } from '../../dependencies';
import { listOutputFiles } from '../../packages/describeFiles';
import { filesOutput, packageOutputSchema } from '../../packages/inputSchemas';
import { PACKAGE_FORMATS } from '../../packages/packageSpec';
import { atBoundary } from '../../toBackstageError';
import { applyInspect } from './apply';
import { examples } from './examples';
import { describeInspection, planInspect, sizeOf } from './plan';

/**
 * `waybill:package:inspect`: tells what is in a package.
 *
 * @public
 */
export function createInspectPackageAction(
  dependencies: Pick<ActionDependencies, 'settings' | 'client'>,
) {
  return createTemplateAction({
    id: 'waybill:package:inspect',
    description:
      'Tells what is in a package of any format: files, Kitfile, license, annotations. Layers are not downloaded where the format allows it',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        from: z =>
          z.string({ description: 'host/path:version or host/path@digest' }),
      },
      output: {
        ...packageOutputSchema,
        format: z => z.enum(PACKAGE_FORMATS, { description: 'Its format' }),
        sizeBytes: z => z.number({ description: 'Size of config and layers' }),
        licenses: z =>
          z.array(z.string(), { description: 'As the package names them' }),
        parameterCount: z =>
          z
            .number({ description: 'Of all SafeTensors and GGUF files' })
            .optional(),
        annotations: z =>
          z.record(z.string(), { description: 'Annotations of the manifest' }),
        kitfile: z =>
          z.string({ description: 'Kitfile, where there is one' }).optional(),
        files: filesOutput,
        fileCount: z => z.number({ description: 'Number of all files' }),
      },
    },
    handler: ctx =>
      atBoundary(async () => {
        const source = planInspect(ctx.input, dependencies.settings);
        ctx.logger.info(`Plan: inspect ${source.name}`);
        const inspection = await applyInspect(source, dependencies, ctx);
        describeInspection(inspection).forEach(line => ctx.logger.info(line));
        const { contents, description } = inspection;
        const { digest } = contents.descriptor;
        const { repository } = source;
        ctx.output('repository', formatRepository(repository));
        ctx.output('digest', digest);
        ctx.output('reference', formatReference({ ...repository, digest }));
        ctx.output('format', contents.format);
        ctx.output('sizeBytes', sizeOf(contents));
        ctx.output('licenses', [...description.licenses]);
        if (description.parameterCount !== undefined) {
          ctx.output('parameterCount', description.parameterCount);
        }
        ctx.output('annotations', { ...contents.manifest.annotations });
        if (description.kitfileText) {
          ctx.output('kitfile', description.kitfileText);
        }
        ctx.output('files', listOutputFiles(contents.files));
        ctx.output('fileCount', contents.files.length);
      }),
  });
}

import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { ActionDependencies } from '../../dependencies';
import { listOutputFiles } from '../../packages/describeFiles';
import {
  aboutSchema,
  filesOutput,
  servingSchema,
  specSchema,
  targetSchema,
} from '../../packages/inputSchemas';
import { NO_DIGEST } from '../../packages/describeFiles';
import { runContextOf } from '../../packages/RunContext';
import { atBoundary } from '../../toBackstageError';
import { performImport } from './apply';
import { examples } from './examples';
import { describeImport, planImportRequest, requireLicense } from './plan';

/**
 * `waybill:model:import`: streams a model from a hub, a web server, a registry or a Git host into a package.
 *
 * @public
 */
export function createImportModelAction(
  dependencies: Pick<
    ActionDependencies,
    'settings' | 'client' | 'digestCache' | 'imports' | 'now'
  >,
) {
  return createTemplateAction({
    id: 'waybill:model:import',
    description:
      'Imports a model from Hugging Face, a web server, a registry or a Git host: shows license and size first, then streams the files straight into the package',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        source: z =>
          z.string({
            description:
              'hf://org/name@revision, https://host/file, oci://host/path:version or git+https://host/org/repository/tree/main/folder',
          }),
        ...targetSchema,
        ...specSchema,
        ...aboutSchema,
        ...servingSchema,
        include: z =>
          z
            .array(z.string(), { description: 'Globs: only these files' })
            .optional(),
        ignore: z =>
          z
            .array(z.string(), { description: 'Globs: none of these files' })
            .optional(),
        acceptedLicenses: z =>
          z
            .array(z.string(), {
              description:
                'Licenses, as the source names them, that may be imported. Default: any',
            })
            .optional(),
      },
      output: {
        repository: z => z.string({ description: 'host/path of the versions' }),
        manifestsRepository: z =>
          z.string({ description: 'host/path of the manifests artifact' }),
        version: z => z.string({ description: 'The tag' }),
        license: z =>
          z.string({ description: 'As the source names it' }).optional(),
        revision: z =>
          z.string({ description: 'What of the source was imported' }),
        sizeBytes: z => z.number({ description: 'Size of all files in bytes' }),
        files: filesOutput,
        fileCount: z => z.number({ description: 'Number of all files' }),
        digest: z =>
          z.string({
            description: 'Digest of the package; zeros in a dry run',
          }),
        reference: z => z.string({ description: 'host/path@digest' }),
      },
    },
    handler: ctx =>
      atBoundary(async () => {
        const { input } = ctx;
        const request = planImportRequest(input, dependencies.settings);
        const source = await dependencies.imports.plan(input.source, {
          include: input.include,
          ignore: input.ignore,
          signal: ctx.signal,
        });
        describeImport(request, source).forEach(line => ctx.logger.info(line));
        requireLicense(source, input.acceptedLicenses);
        ctx.output('repository', request.repository);
        ctx.output('manifestsRepository', request.manifestsRepository);
        ctx.output('version', request.version);
        if (source.license) ctx.output('license', source.license);
        ctx.output('revision', source.revision);
        ctx.output('sizeBytes', source.totalBytes);
        ctx.output('files', listOutputFiles(source.files));
        ctx.output('fileCount', source.files.length);
        const digest = ctx.isDryRun
          ? NO_DIGEST
          : await performImport(
              request,
              source,
              dependencies,
              runContextOf(ctx),
            ).then(({ descriptor }) => descriptor.digest);
        ctx.output('digest', digest);
        ctx.output('reference', `${request.repository}@${digest}`);
      }),
  });
}

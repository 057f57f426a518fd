import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  formatReference,
  formatRepository,
} from '@waybill/backstage-plugin-waybill-common';
import type { ActionDependencies } from '../../dependencies';
import { atBoundary } from '../../toBackstageError';
import { packageOutputSchema } from '../../packages/inputSchemas';
import { runContextOf } from '../../packages/RunContext';
import { sendBuilt } from '../push-package/apply';
import { buildArtifact } from './apply';
import { examples } from './examples';
import { describePushManifests, planPushManifests } from './plan';

/**
 * `waybill:manifests:push`: sends the manifests of a model as an OCI artifact.
 *
 * @public
 */
export function createPushManifestsAction(
  dependencies: Pick<ActionDependencies, 'settings' | 'client' | 'now'>,
) {
  return createTemplateAction({
    id: 'waybill:manifests:push',
    description:
      'Packs the deploy folder of a model reproducibly as one layer that Flux and Argo CD deliver, or as a Helm chart, and pushes it. Sign and verify it like a package',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        repository: z =>
          z.string({ description: 'host/path of the manifests artifact' }),
        version: z => z.string({ description: 'Tag to set' }),
        path: z =>
          z
            .string({
              description:
                'Folder in the workspace. Default: repository/deploy',
            })
            .optional(),
        form: z =>
          z
            .enum(['kustomize', 'helm'], {
              description:
                'helm: as a chart that Helm pulls, with the values of the environments in it. Default: kustomize',
            })
            .optional(),
      },
      output: packageOutputSchema,
    },
    handler: ctx =>
      atBoundary(async () => {
        const plan = planPushManifests(ctx.input, dependencies.settings);
        const built = await buildArtifact(plan, ctx);
        describePushManifests(plan, built).forEach(line =>
          ctx.logger.info(line),
        );
        if (!ctx.isDryRun) {
          await sendBuilt(plan, built, dependencies, runContextOf(ctx));
        }
        const { digest } = built.descriptor;
        ctx.output('repository', formatRepository(plan.repository));
        ctx.output('digest', digest);
        ctx.output(
          'reference',
          formatReference({ ...plan.repository, digest }),
        );
      }),
  });
}

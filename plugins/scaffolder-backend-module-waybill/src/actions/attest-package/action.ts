import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { formatRepository } from '@waybill/backstage-plugin-waybill-common';
import type { ActionDependencies } from '../../dependencies';
import { keySchema, subjectOutputSchema, subjectSchema } from '../../subject';
import { atBoundary } from '../../toBackstageError';
import { applyAttest } from './apply';
import { examples } from './examples';
import {
  ATTESTATION_TYPES,
  describeAttest,
  planAttest,
  type AttestationType,
} from './plan';

const TYPES = Object.keys(ATTESTATION_TYPES) as [
  AttestationType,
  ...AttestationType[],
];

/**
 * `waybill:package:attest`: says something of a digest, signed with a key of the configuration.
 *
 * @public
 */
export function createAttestPackageAction(
  dependencies: Pick<ActionDependencies, 'settings' | 'signing' | 'client'>,
) {
  return createTemplateAction({
    id: 'waybill:package:attest',
    description:
      'Attaches a signed statement to a package: where it comes from, what is in it, or its model card. Sign the package before',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        ...subjectSchema,
        type: z =>
          z.enum(TYPES, {
            description:
              'provenance (SLSA v1, of this task), cyclonedx or spdx (bill of materials, of the package), or model-card (of its README)',
          }),
        ...keySchema,
        version: z =>
          z
            .string({
              description:
                'Version that a bill of materials names. Default: what the Kitfile says',
            })
            .optional(),
        parameters: z =>
          z
            .record(z.any(), {
              description:
                'Of provenance: what was filled in, as ${{ parameters }}. Secrets are left out',
            })
            .optional(),
        materials: z =>
          z
            .array(
              z.object({
                uri: z.string().optional(),
                digest: z.string().optional(),
                name: z.string().optional(),
              }),
              {
                description:
                  'Of provenance: what the package was made of. A digest is sha256:<64 hex> or a commit; the uri of an image may have it as host/path@sha256:…',
              },
            )
            .optional(),
      },
      output: {
        ...subjectOutputSchema,
        predicateType: z => z.string({ description: 'What was attested' }),
        key: z =>
          z.string({ description: 'Name of the key that signed' }).optional(),
      },
    },
    handler: ctx =>
      atBoundary(async () => {
        const plan = planAttest(ctx.input, dependencies.settings, {
          id: ctx.task.id,
          templateRef: ctx.templateInfo?.entityRef,
          startedBy: ctx.user?.ref,
          secretValues: Object.values(ctx.secrets ?? {}),
        });
        ctx.logger.info(describeAttest(plan));
        ctx.output('repository', formatRepository(plan.repository));
        ctx.output('digest', plan.digest);
        ctx.output('predicateType', plan.predicateType);
        if (ctx.isDryRun) return;
        const { keyName } = await applyAttest(plan, dependencies, {
          log: line => ctx.logger.info(line),
          signal: ctx.signal,
        });
        ctx.output('key', keyName);
      }),
  });
}

import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { ActionDependencies } from '../../dependencies';
import { ShipError } from '../../ShipError';
import { atBoundary } from '../../toBackstageError';
import { applyPlatformCheck, type PlatformAnswer } from './apply';
import { examples } from './examples';
import { describePlatformCheck, planPlatformCheck, SCHEMES } from './plan';

/**
 * `waybill:platform:check`: looks whether an environment's KServe will serve what is declared.
 *
 * @public
 */
export function createCheckPlatformAction(
  dependencies: Pick<ActionDependencies, 'settings' | 'platforms'>,
) {
  return createTemplateAction({
    id: 'waybill:platform:check',
    description:
      "Reads how KServe is set up in an environment's cluster (settings, version, storage containers, runtimes), says what keeps a model from being served there, and what its settings have to say",
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        environment: z =>
          z.string({ description: 'Name in waybill.environments' }),
        storage: z =>
          z
            .array(z.enum(SCHEMES), {
              description: 'How models come to their servers',
            })
            .min(1),
        ociModelMode: z =>
          z
            .enum(['modelcar', 'native'], {
              description:
                'What oci:// is to mean. Default: whatever it means there',
            })
            .optional(),
        deploymentMode: z =>
          z
            .enum(['Standard', 'Knative'], {
              description: 'Mode of the InferenceServices. Default: Standard',
            })
            .optional(),
        modelFormat: z =>
          z
            .object({ name: z.string(), version: z.string().optional() })
            .describe('Format for which KServe is to find a runtime')
            .optional(),
        protocolVersion: z =>
          z
            .enum(['v1', 'v2', 'grpc-v1', 'grpc-v2'], {
              description: 'Protocol that it is to speak',
            })
            .optional(),
        runtime: z =>
          z.string({ description: 'Runtime that has to be there' }).optional(),
        hasCanary: z =>
          z
            .boolean({ description: 'Whether versions are to be tried' })
            .optional(),
        mustBeReady: z =>
          z
            .boolean({
              description:
                'Whether to stop the task where something will not do. Default: true',
            })
            .optional(),
      },
      output: {
        isReady: z =>
          z.boolean({ description: 'Whether nothing is known to fail' }),
        findings: z =>
          z.array(
            z.object({
              code: z.string(),
              verdict: z.string(),
              subject: z.string(),
              why: z.string(),
              advice: z.string(),
            }),
            { description: 'What is to be known of the platform' },
          ),
        patch: z =>
          z
            .string({
              description:
                'YAML of what inferenceservice-config has to say, where it has to change',
            })
            .optional(),
      },
    },
    handler: ctx =>
      atBoundary(async () => {
        const plan = planPlatformCheck(ctx.input, dependencies.settings);
        ctx.logger.info(describePlatformCheck(plan));
        const answer = await applyPlatformCheck(plan, dependencies, ctx);
        for (const line of describeAnswer(answer)) ctx.logger.info(line);
        ctx.output('isReady', answer.isReady);
        ctx.output('findings', [...answer.findings]);
        if (answer.patch !== undefined) ctx.output('patch', answer.patch);
        if (!answer.isReady && ctx.input.mustBeReady !== false) {
          throw notReady(plan.environment.name, answer);
        }
      }),
  });
}

function describeAnswer({ findings, gaps, patch }: PlatformAnswer): string[] {
  return [
    ...gaps.map(({ message }) => `Not looked at: ${message}`),
    ...findings.map(
      ({ code, subject, why, advice }) =>
        `${subject}: ${why} ${advice} [${code}]`,
    ),
    ...(patch ? [`KServe's settings have to say:\n${patch}`] : []),
    ...(findings.length === 0 ? ['KServe is ready for it'] : []),
  ];
}

function notReady(
  environment: string,
  { findings }: PlatformAnswer,
): ShipError {
  const [worst] = findings.filter(({ verdict }) => verdict === 'does-not-work');
  return new ShipError({
    code: 'PLATFORM_NOT_READY',
    message: `KServe in the environment '${environment}' would not serve this: ${worst.subject}: ${worst.why} ${worst.advice} (${worst.code})`,
  });
}

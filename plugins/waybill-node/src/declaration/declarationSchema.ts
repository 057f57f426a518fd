import type {
  EnvironmentProfile,
  ModelDeclaration,
} from '@waybill/backstage-plugin-waybill-common';
import { z } from 'zod';
import { bounded, name, passedThrough, record, text } from './boundedWords';
import { servingSchema } from './servingSchema';

const MAX_ENVIRONMENTS = 50;
const MAX_CANARIES = 8;
const MAX_BODY_LENGTH = 64 * 1024;

const quantities = record(text(64));

const canary = z.strictObject({
  trafficPercent: z.number(),
  version: text(128),
  digest: text(140),
});

/** Only the shape: what is wrong with the values is told at their fields, by `listDeclarationProblems`. */
export const profileSchema: z.ZodType<EnvironmentProfile> = z.strictObject({
  replicas: z
    .strictObject({ min: z.number(), max: z.number().optional() })
    .optional(),
  resources: z
    .strictObject({
      requests: quantities.optional(),
      limits: quantities.optional(),
    })
    .optional(),
  gpu: z
    .strictObject({ count: z.number(), resource: text(253).optional() })
    .optional(),
  logLevel: z.enum(['debug', 'info', 'warning', 'error']).optional(),
  autoscaling: z
    .strictObject({
      class: z.enum(['hpa', 'keda', 'kpa', 'none']),
      metric: z.enum(['cpu', 'memory', 'concurrency', 'rps']).optional(),
      target: z.number().optional(),
    })
    .optional(),
  canary: canary.optional(),
  furtherCanaries: z.array(canary).max(MAX_CANARIES).optional(),
  syntheticLoad: z
    .strictObject({
      requestsPerSecond: z.number(),
      durationSeconds: z.number(),
      image: text(512),
      path: text(2048).optional(),
      body: text(MAX_BODY_LENGTH).optional(),
    })
    .optional(),
  isMonitored: z.boolean().optional(),
  disruptionBudget: z
    .union([
      z.strictObject({ minAvailable: z.union([z.number(), text(16)]) }),
      z.strictObject({ maxUnavailable: z.union([z.number(), text(16)]) }),
    ])
    .optional(),
  nodeSelector: record(text(253)).optional(),
  tolerations: bounded(passedThrough).optional(),
  env: record(text(4096)).optional(),
});

export const packageSchema = z.strictObject({
  repository: text(300),
  version: text(128),
  digest: text(140),
  format: z.enum(['modelcar', 'modelkit', 'modelpack', 'artifact']).optional(),
});

/** A declaration as somebody wrote it. */
export const declarationSchema: z.ZodType<ModelDeclaration> = z.strictObject({
  name: text(253),
  package: packageSchema,
  serving: servingSchema,
  environments: z
    .array(
      z.strictObject({
        name,
        namespace: name,
        cluster: name.optional(),
        profile: profileSchema,
        package: packageSchema.optional(),
      }),
    )
    .max(MAX_ENVIRONMENTS),
  form: z.enum(['kustomize', 'helm']),
});

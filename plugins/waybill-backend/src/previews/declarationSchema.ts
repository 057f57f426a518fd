import type {
  EnvironmentProfile,
  ModelDeclaration,
} from '@waybill/backstage-plugin-waybill-common';
import { z } from 'zod';
import { servingSchema } from './servingSchema';
import { bounded, name, record, text } from './words';

const MAX_ENVIRONMENTS = 20;

const quantities = record(text(64));

const percent = z.number().min(0).max(100);
const count = z.number().int().min(0).max(1_000_000);

/** Only the shape: what is wrong with the values is told at their fields, by `listDeclarationProblems`. */
export const profileSchema: z.ZodType<EnvironmentProfile> = z.strictObject({
  replicas: z.strictObject({ min: count, max: count.optional() }).optional(),
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
  canary: z
    .strictObject({
      trafficPercent: percent,
      version: text(128),
      digest: text(140),
    })
    .optional(),
  syntheticLoad: z
    .strictObject({
      requestsPerSecond: z.number(),
      durationSeconds: z.number(),
      image: text(512),
      path: text(1024).optional(),
      body: text(16_384).optional(),
    })
    .optional(),
  isMonitored: z.boolean().optional(),
  disruptionBudget: z
    .union([
      z.strictObject({ minAvailable: z.union([count, text(16)]) }),
      z.strictObject({ maxUnavailable: z.union([count, text(16)]) }),
    ])
    .optional(),
  nodeSelector: record(text(253)).optional(),
  tolerations: bounded(z.record(z.string().max(63), z.unknown())).optional(),
  env: record(text(4096)).optional(),
});

const packageSchema = z.strictObject({
  repository: text(300),
  version: text(128),
  digest: text(140),
  format: z.enum(['modelcar', 'modelkit', 'modelpack', 'artifact']).optional(),
});

/** A declaration as somebody sent it. */
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

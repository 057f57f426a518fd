import type {
  ContainerSpec,
  ServingSpec,
} from '@waybill/backstage-plugin-waybill-common';
import { z } from 'zod';
import {
  bounded,
  isBounded,
  name,
  passedThrough,
  record,
  text,
} from './boundedWords';

const env = record(text(4096)).optional();
const args = bounded(text(4096)).optional();

const storage = z.strictObject({
  scheme: z.enum([
    'oci',
    'oci+native',
    'oci+fetch',
    'kit',
    'oci-artifact',
    'uri',
  ]),
  uri: text(2048).optional(),
});

const container: z.ZodType<ContainerSpec> = z
  .looseObject({
    name: name.optional(),
    image: text(512).optional(),
    args,
    command: args,
    env: bounded(
      z.strictObject({ name: text(253), value: text(4096) }),
    ).optional(),
  })
  .refine(isBounded, 'a container that is not that large');

const inferenceService = z.strictObject({
  kind: z.literal('InferenceService'),
  deploymentMode: z.enum(['Standard', 'Knative']),
  modelFormat: z
    .strictObject({ name: text(100), version: text(40).optional() })
    .optional(),
  runtime: text(253).optional(),
  runtimeVersion: text(128).optional(),
  protocolVersion: z.enum(['v1', 'v2', 'grpc-v1', 'grpc-v2']).optional(),
  storage,
  args,
  env,
  container: container.optional(),
  serviceAccountName: name.optional(),
  transformer: passedThrough.optional(),
  explainer: passedThrough.optional(),
});

const llmInferenceService = z.strictObject({
  kind: z.literal('LLMInferenceService'),
  storage,
  servedName: text(253).optional(),
  parallelism: z
    .strictObject({
      tensor: z.number().optional(),
      pipeline: z.number().optional(),
      data: z.number().optional(),
    })
    .optional(),
  baseRefs: bounded(name).optional(),
  args,
  env,
  isRouted: z.boolean().optional(),
});

const route = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('HTTPRoute'),
    gateway: z.strictObject({ name, namespace: name.optional() }),
    hostnames: bounded(text(253)).optional(),
    path: text(1024).optional(),
  }),
  z.strictObject({
    kind: z.literal('Ingress'),
    className: name.optional(),
    host: text(253),
    path: text(1024).optional(),
    tlsSecret: name.optional(),
  }),
]);

const deployment = z.strictObject({
  kind: z.literal('Deployment'),
  image: text(512).optional(),
  delivery: z.enum(['image', 'init-container', 'image-volume']),
  unpackImage: text(512).optional(),
  modelPath: text(1024).optional(),
  args,
  command: args,
  env,
  port: z.number().optional(),
  livenessPath: text(1024).optional(),
  readinessPath: text(1024).optional(),
  metricsPath: text(1024).optional(),
  startupSeconds: z.number().optional(),
  route: route.optional(),
  serviceAccountName: name.optional(),
  imagePullSecrets: bounded(name).optional(),
});

/** What serves a model, as somebody wrote it. */
export const servingSchema: z.ZodType<ServingSpec> = z.discriminatedUnion(
  'kind',
  [inferenceService, llmInferenceService, deployment],
);

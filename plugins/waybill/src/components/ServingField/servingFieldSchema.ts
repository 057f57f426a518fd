import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';

/** What the field gives to the template, and what a template may set in `ui:options`. */
export const servingFieldSchema = makeFieldSchema({
  output: z =>
    z
      .object({
        kind: z.enum(['InferenceService', 'LLMInferenceService', 'Deployment']),
      })
      .passthrough()
      .describe('A ServingSpec'),
  uiOptions: z =>
    z.object({
      kinds: z
        .array(
          z.enum(['InferenceService', 'LLMInferenceService', 'Deployment']),
        )
        .optional()
        .describe(
          'Kinds that are offered, the first of them chosen. Default: all',
        ),
      fields: z
        .record(z.string())
        .optional()
        .describe(
          'Names of the parameters of the declaration, where they are called otherwise: name, version, repository, digest, format, serving, environments, form',
        ),
    }),
});

export type ServingFieldProps = typeof servingFieldSchema.TProps;

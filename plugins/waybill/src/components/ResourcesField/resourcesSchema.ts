import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';

/** What the field gives to the template, and what a template may set in `ui:options`. */
export const resourcesSchema = makeFieldSchema({
  output: z =>
    z
      .object({
        resources: z
          .object({
            requests: z.record(z.string()).optional(),
            limits: z.record(z.string()).optional(),
          })
          .optional(),
        gpu: z
          .object({ count: z.number(), resource: z.string().optional() })
          .optional(),
      })
      .describe('`resources` and `gpu` of an EnvironmentProfile'),
  uiOptions: z =>
    z.object({
      presets: z
        .array(z.enum(['small', 'medium', 'large', 'gpu']))
        .optional()
        .describe('Sizes that are offered. Default: all'),
    }),
});

export type ResourcesFieldProps = typeof resourcesSchema.TProps;

import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';

/** What the field gives to the template, and what a template may set in `ui:options`. */
export const environmentsSchema = makeFieldSchema({
  output: z =>
    z
      .array(
        z.object({
          name: z.string(),
          namespace: z.string(),
          cluster: z.string().optional(),
          profile: z.record(z.unknown()).describe('An EnvironmentProfile'),
        }),
      )
      .describe('`environments` of a ModelDeclaration'),
  uiOptions: z =>
    z.object({
      environments: z
        .array(z.string())
        .optional()
        .describe('Names of the environments that are offered. Default: all'),
      fields: z
        .record(z.string())
        .optional()
        .describe(
          'Names of the parameters of the declaration, where they are called otherwise: name, version, repository, digest, format, serving, environments, form',
        ),
    }),
});

export type EnvironmentsFieldProps = typeof environmentsSchema.TProps;

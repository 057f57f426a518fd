import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';

/** What the field gives to the template, and what a template may set in `ui:options`. */
export const packageFormatSchema = makeFieldSchema({
  output: z =>
    z
      .enum(['modelcar', 'modelkit', 'modelpack', 'artifact'])
      .describe('Format of the package'),
  uiOptions: z =>
    z.object({
      environmentField: z
        .string()
        .optional()
        .describe(
          'Name of the parameter that holds the environment. Default: environment',
        ),
    }),
});

export type PackageFormatFieldProps = typeof packageFormatSchema.TProps;

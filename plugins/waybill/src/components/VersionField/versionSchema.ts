import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';

/** What the field gives to the template, and what a template may set in `ui:options`. */
export const versionSchema = makeFieldSchema({
  output: z => z.string().describe('A semantic version that is not taken'),
  uiOptions: z =>
    z.object({
      repositoryField: z
        .string()
        .optional()
        .describe(
          'Name of the parameter that holds `host/path` of the versions. Default: repository',
        ),
      nameField: z
        .string()
        .optional()
        .describe(
          'Name of the parameter with the name of the model: the repository is that of the portal’s defaults where the form asks for none. Default: name',
        ),
      propose: z
        .enum(['patch', 'minor', 'major'])
        .optional()
        .describe('What is filled in. Default: patch'),
    }),
});

export type VersionFieldProps = typeof versionSchema.TProps;

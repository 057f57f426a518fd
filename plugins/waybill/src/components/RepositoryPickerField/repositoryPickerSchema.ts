import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';

/** What the field gives to the template, and what a template may set in `ui:options`. */
export const repositoryPickerSchema = makeFieldSchema({
  output: z => z.string().describe('`host/path` of the versions of a model'),
  uiOptions: z =>
    z.object({
      nameField: z
        .string()
        .optional()
        .describe(
          'Name of the parameter with the name of the model, which the path ends with until somebody writes another. Default: name',
        ),
      purpose: z
        .enum(['new', 'existing'])
        .optional()
        .describe(
          '`new` warns of a repository that has versions, `existing` of one that has none. Default: new',
        ),
    }),
});

export type RepositoryPickerFieldProps = typeof repositoryPickerSchema.TProps;

import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';

/** What the field gives to the template, and what a template may set in `ui:options`. */
export const modelSourceSchema = makeFieldSchema({
  output: z =>
    z
      .string()
      .describe(
        'URL of a folder in a repository, `upload:<id>` of uploaded files, or `hf://…`, `oci://…`, `git+https://…` to import',
      ),
  uiOptions: z =>
    z.object({
      examples: z
        .array(
          z.object({
            title: z.string().describe('Name of the example'),
            url: z.string().describe('URL of its folder in a repository'),
          }),
        )
        .optional()
        .describe('Folders that are offered to pick from'),
    }),
});

export type ModelSourceFieldProps = typeof modelSourceSchema.TProps;

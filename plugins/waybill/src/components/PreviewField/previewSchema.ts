import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';

/** What the field gives to the template, and what a template may set in `ui:options`. */
export const previewSchema = makeFieldSchema({
  output: z => z.object({}).describe('Nothing: the field only shows'),
  uiOptions: z =>
    z.object({
      change: z
        .enum(['repository', 'version', 'onboard'])
        .optional()
        .describe(
          '`repository` shows all files of a new repository, `version` the edits that move pins in one that is there, `onboard` what one that is there says of models. Default: repository',
        ),
      servedBy: z
        .enum(['choice', 'format'])
        .optional()
        .describe(
          '`choice`: what the fields of the declaration say. `format`: the form asks for `modelFormat` alone, and the portal says the rest. Default: choice',
        ),
      fields: z
        .record(z.string())
        .optional()
        .describe(
          'Names of the parameters, where they are called otherwise. Of the declaration: name, version, repository, digest, format, serving, environments, form. Of the repository: variant, ci, title, description, license, owner, system. Of a repository that is there: gitUrl, branch, path, namespace. Where it is served by its format: modelFormat',
        ),
    }),
});

export type PreviewFieldProps = typeof previewSchema.TProps;

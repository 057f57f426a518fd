import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

export const examples: TemplateExample[] = [
  {
    description: 'Read the files of a model from a folder of a Git repository',
    example: `steps:
  - id: fetch
    name: Fetch the model
    action: waybill:model:fetch
    input:
      source: https://git.example.com/ml/models/src/branch/main/iris
      targetPath: model
`,
  },
  {
    description: 'Use files that the user uploaded in the form',
    example: `steps:
  - id: fetch
    name: Fetch the model
    action: waybill:model:fetch
    input:
      source: upload:4f6c2a9e
`,
  },
];

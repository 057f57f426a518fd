import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

export const examples: TemplateExample[] = [
  {
    description: 'Add a running model to the catalog',
    example: `steps:
  - id: onboard
    name: Open the pull request
    action: waybill:model:onboard
    input:
      gitUrl: https://git.example.com/ml/iris
      owner: group:default/ml-team
`,
  },
  {
    description: 'Add one of several models, and pin it by digest',
    example: `steps:
  - id: onboard
    name: Open the pull request
    action: waybill:model:onboard
    input:
      gitUrl: https://git.example.com/ml/iris
      repository: registry.example.com/models/iris
      modelName: iris
      owner: group:default/ml-team
      pin: true
`,
  },
];

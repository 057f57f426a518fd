import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

export const examples: TemplateExample[] = [
  {
    description: 'Create the repository of a model at the configured host',
    example: `steps:
  - id: publish
    name: Create the Git repository
    action: waybill:repository:publish
    input:
      path: repository
      name: iris
      description: Tells three species of iris apart
`,
  },
  {
    description: 'Name host, owner and commit message',
    example: `steps:
  - id: publish
    name: Create the Git repository
    action: waybill:repository:publish
    input:
      name: iris
      host: git.example.com
      owner: ml
      message: 'feat: ship iris 1.0.0'
`,
  },
  {
    description: 'Create a repository for everybody in the company, by its URL',
    example: `steps:
  - id: publish
    name: Create the fleet repository
    action: waybill:repository:publish
    input:
      gitUrl: https://git.example.com/ml/environments
      visibility: internal
      message: 'feat: set up dev'
`,
  },
];

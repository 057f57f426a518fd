import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

export const examples: TemplateExample[] = [
  {
    description: 'Propose policies to the repository of a cluster',
    example: `steps:
  - id: propose
    name: Open a pull request
    action: waybill:change:open
    input:
      path: repository
      gitUrl: https://git.example.com/ml/fleet
      targetPath: policies
      title: 'feat: admit signed models only'
`,
  },
  {
    description: 'Commit to a branch without a pull request',
    example: `steps:
  - id: commit
    name: Commit the files
    action: waybill:change:open
    input:
      path: repository
      gitUrl: https://git.example.com/ml/fleet
      branch: main
      title: 'feat: declare the environment staging'
      directCommit: true
`,
  },
];

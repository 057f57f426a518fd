import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

export const examples: TemplateExample[] = [
  {
    description: 'Propose that an environment runs a new version',
    example: `steps:
  - id: bump
    name: Open the pull request
    action: waybill:version:bump
    input:
      gitUrl: https://git.example.com/ml/iris
      repository: registry.example.com/models/iris
      version: 1.1.0
      environments:
        - dev
`,
  },
  {
    description: 'Commit a digest to the branch that the environments read',
    example: `steps:
  - id: bump
    name: Change the version
    action: waybill:version:bump
    input:
      gitUrl: https://git.example.com/ml/iris
      repository: registry.example.com/models/iris
      version: 1.1.0
      digest: sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945
      environments:
        - dev
        - staging
      directCommit: true
`,
  },
];

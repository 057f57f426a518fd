import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

export const examples: TemplateExample[] = [
  {
    description: 'Push the package that an earlier step built',
    example: `steps:
  - id: push
    name: Push the package
    action: waybill:package:push
    input:
      path: model
      repository: registry.example.com/models/iris
      version: 1.0.0
      digest: sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945
`,
  },
  {
    description: 'Package and push a folder in one pass',
    example: `steps:
  - id: push
    name: Push the package
    action: waybill:package:push
    input:
      path: model
      repository: registry.example.com/models/iris
      version: 1.0.0
      format: artifact
      annotations:
        org.opencontainers.image.licenses: Apache-2.0
`,
  },
];

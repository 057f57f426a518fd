import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

export const examples: TemplateExample[] = [
  {
    description: 'Copy a version to the registry of production, signatures too',
    example: `steps:
  - id: copy
    name: Copy the package
    action: waybill:package:copy
    input:
      from: registry.example.com/models/iris:1.0.0
      repository: production.example.com/models/iris
`,
  },
  {
    description: 'Copy a digest under a version of its own, without signatures',
    example: `steps:
  - id: copy
    name: Copy the package
    action: waybill:package:copy
    input:
      from: registry.example.com/models/iris:1.0.0
      repository: registry.example.com/archive/iris
      version: 1.0.0-archived
      withSignatures: false
`,
  },
];

import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

export const examples: TemplateExample[] = [
  {
    description: 'Unpack a package into the workspace',
    example: `steps:
  - id: unpack
    name: Unpack the package
    action: waybill:package:unpack
    input:
      from: registry.example.com/models/iris:1.0.0
      targetPath: unpacked
`,
  },
  {
    description: 'Unpack the documents alone',
    example: `steps:
  - id: unpack
    name: Unpack the README
    action: waybill:package:unpack
    input:
      from: registry.example.com/models/iris:1.0.0
      targetPath: unpacked
      filters: ['**/*.md']
`,
  },
];

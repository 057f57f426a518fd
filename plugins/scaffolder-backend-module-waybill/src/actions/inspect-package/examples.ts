import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

export const examples: TemplateExample[] = [
  {
    description: 'Look into a package',
    example: `steps:
  - id: inspect
    name: Inspect the package
    action: waybill:package:inspect
    input:
      from: registry.example.com/models/iris:1.0.0
`,
  },
];

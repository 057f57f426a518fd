import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

export const examples: TemplateExample[] = [
  {
    description: 'Make a modelcar of a ModelKit, so that KServe can run it',
    example: `steps:
  - id: convert
    name: Convert the package
    action: waybill:package:convert
    input:
      from: registry.example.com/models/iris:1.0.0
      repository: registry.example.com/models/iris-modelcar
      format: modelcar
`,
  },
  {
    description: 'Make a ModelKit of a modelcar',
    example: `steps:
  - id: convert
    name: Convert the package
    action: waybill:package:convert
    input:
      from: registry.example.com/models/iris:1.0.0
      repository: registry.example.com/models/iris-kit
      version: 1.0.0
      format: modelkit
`,
  },
];

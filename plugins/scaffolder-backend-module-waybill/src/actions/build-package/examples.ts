import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

export const examples: TemplateExample[] = [
  {
    description: 'Package a folder as a modelcar for the configured registry',
    example: `steps:
  - id: build
    name: Package the model
    action: waybill:package:build
    input:
      path: model
      name: iris
      version: 1.0.0
      license: Apache-2.0
`,
  },
  {
    description: 'Name another registry and repository',
    example: `steps:
  - id: build
    name: Package the model
    action: waybill:package:build
    input:
      path: model
      name: iris
      version: 1.1.0-rc.1
      registry: registry.example.com
      repositoryPrefix: research/models
      format: modelcar
`,
  },
];

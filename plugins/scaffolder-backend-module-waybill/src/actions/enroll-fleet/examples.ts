import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

export const examples: TemplateExample[] = [
  {
    description: 'Have the Flux of an environment deliver a model',
    example: `steps:
  - id: enroll
    name: Enrol the model in the fleet
    action: waybill:fleet:enroll
    input:
      name: iris
      environment: dev
      manifestsRepository: registry.example.com/models/iris-manifests
`,
  },
];

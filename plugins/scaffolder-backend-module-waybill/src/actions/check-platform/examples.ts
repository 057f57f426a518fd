import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

export const examples: TemplateExample[] = [
  {
    description:
      'Stop before anything is written where KServe takes no modelcars',
    example: `steps:
  - id: platform
    name: Look whether the cluster is ready
    action: waybill:platform:check
    input:
      environment: dev
      storage: [oci]
      modelFormat:
        name: sklearn
`,
  },
  {
    description: 'See what has to be set for image volumes, and go on',
    example: `steps:
  - id: platform
    name: Look at the platform
    action: waybill:platform:check
    input:
      environment: dev
      storage: [oci+native]
      mustBeReady: false
`,
  },
];

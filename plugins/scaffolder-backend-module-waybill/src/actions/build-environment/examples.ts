import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

export const examples: TemplateExample[] = [
  {
    description: 'Declare an environment for a team, with alerts',
    example: `steps:
  - id: environment
    name: Declare the environment
    action: waybill:environment:build
    input:
      environment: staging
      tenant: ml
      viewers: ml-team
      alerts:
        type: slack
        secret: slack-address
        channel: '#models'
`,
  },
];

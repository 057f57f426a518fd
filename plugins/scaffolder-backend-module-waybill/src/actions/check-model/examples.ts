import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

export const examples: TemplateExample[] = [
  {
    description: 'Stop before anything is pushed where the name is taken',
    example: `steps:
  - id: check
    name: Look whether the name is free
    action: waybill:model:check
    input:
      name: iris
      version: 3.0.0
`,
  },
];

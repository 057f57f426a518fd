import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

export const examples: TemplateExample[] = [
  {
    description:
      'Write a trust policy for Kyverno and Flux, without refusing anything yet',
    example: `steps:
  - id: policies
    name: Write the admission policies
    action: waybill:policies:build
    input:
      policy: portal
      engines:
        - kyverno
        - flux
      enforcement: audit
      namespaces:
        - models
`,
  },
];

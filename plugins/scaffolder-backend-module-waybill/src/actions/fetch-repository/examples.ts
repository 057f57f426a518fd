import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

export const examples: TemplateExample[] = [
  {
    description: 'Read what is delivered of a model',
    example: `steps:
  - id: fetch
    name: Read the manifests
    action: waybill:repository:fetch
    input:
      gitUrl: https://git.example.com/ml/iris
      path: deploy
      targetPath: deploy
`,
  },
];

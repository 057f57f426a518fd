import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

export const examples: TemplateExample[] = [
  {
    description:
      'Push the deploy folder as an artifact that Flux and Argo CD deliver',
    example: `steps:
  - id: pushManifests
    name: Push the manifests
    action: waybill:manifests:push
    input:
      path: repository/deploy
      repository: registry.example.com/models/iris-manifests
      version: 1.0.0
`,
  },
];

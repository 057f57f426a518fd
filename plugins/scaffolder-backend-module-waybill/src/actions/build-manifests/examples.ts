import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

export const examples: TemplateExample[] = [
  {
    description: 'Write the repository of a model that was pushed',
    example: `steps:
  - id: manifests
    name: Write the manifests
    action: waybill:manifests:build
    input:
      name: iris
      description: Tells three species of iris apart
      license: Apache-2.0
      owner: group:default/ml-team
      repository: registry.example.com/models/iris
      version: 1.0.0
      digest: sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945
      modelFormat: sklearn
      modelPath: model
`,
  },
];

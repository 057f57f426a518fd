import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

export const examples: TemplateExample[] = [
  {
    description: 'Sign a package with the default key',
    example: `steps:
  - id: sign
    name: Sign the package
    action: waybill:package:sign
    input:
      repository: registry.example.com/models/iris
      digest: sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945
`,
  },
  {
    description: 'Sign a package with a key by name',
    example: `steps:
  - id: sign
    name: Sign the package
    action: waybill:package:sign
    input:
      repository: registry.example.com/models/iris
      digest: sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945
      key: release
`,
  },
  {
    description: 'Sign an index and the image of each platform',
    example: `steps:
  - id: sign
    name: Sign the package
    action: waybill:package:sign
    input:
      repository: registry.example.com/models/iris
      digest: sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945
      recursive: true
`,
  },
];
